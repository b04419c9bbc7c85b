// XML as a stream of what begins, ends and stands in it.

import { Parser } from 'htmlparser2';
import { readBytes } from '../bytes/byteStream';

/** Names come without their prefix, attributes with it. */
export interface XmlHandler {
  open?: (name: string, attributes: Record<string, string>) => void;
  /** A text may come in several parts. */
  text?: (part: string) => void;
  close?: (name: string) => void;
}

/** Text that is parsed at once. */
export const charactersPerPiece = 65_536;

/** A parser that tells a handler what is in the text that is written to it. */
export function xmlParser(handler: XmlHandler, isHtml = false): Parser {
  return new Parser(
    {
      onopentag: (name, attributes) => handler.open?.(withoutPrefix(name), attributes),
      ontext: (part) => handler.text?.(part),
      onclosetag: (name) => handler.close?.(withoutPrefix(name)),
    },
    { xmlMode: !isHtml },
  );
}

/** Tells a handler what is in a stream, and yields after each part of it, so that what was found can be passed on. */
export async function* xmlEvents(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  handler: XmlHandler,
): AsyncGenerator<void> {
  const parser = xmlParser(handler);
  const decoder = new TextDecoder();
  for await (const bytes of readBytes(stream)) {
    const text = decoder.decode(bytes, { stream: true });
    for (let at = 0; at < text.length; at += charactersPerPiece) {
      parser.write(text.slice(at, at + charactersPerPiece));
      yield;
    }
  }
  parser.end(decoder.decode());
  yield;
}

/** Tells a handler all that is in a stream. */
export async function readXml(stream: ReadableStream<Uint8Array<ArrayBuffer>>, handler: XmlHandler): Promise<void> {
  for await (const _ of xmlEvents(stream, handler));
}

const withoutPrefix = (name: string) => name.slice(name.indexOf(':') + 1);
