// A hub of models as Hugging Face's: it lists files with their hashes and sends ranges; and it can misbehave.

import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface HubAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

export class TinyHub {
  /** `path range` of each request for a file. */
  readonly asked: string[] = [];
  /** Files that are cut after so many bytes, once; `stall` leaves the connection open instead. */
  readonly cuts = new Map<string, { after: number; stall?: boolean }>();
  /** Files in whose place something else is sent. */
  readonly replaced = new Map<string, Buffer>();
  readonly missing = new Set<string>();
  /** A plain folder instead, with SHA256SUMS beside the model's files. */
  isFolder = false;
  /** Files whose requests are sent on to another address. */
  readonly redirects = new Map<string, string>();

  constructor(
    private readonly name: string,
    private readonly files: ReadonlyMap<string, Buffer>,
  ) {}

  /** The answer to a path below the hub's address, as a whole. */
  answer(path: string, range: string | undefined): HubAnswer {
    const json = { 'Content-Type': 'application/json' };
    if (path === `/api/models/${this.name}/tree/main` && !this.isFolder) {
      return { status: 200, headers: json, body: Buffer.from(JSON.stringify(this.tree())) };
    }
    const prefix = this.isFolder ? `/${this.name}/` : `/${this.name}/resolve/main/`;
    if (this.isFolder && path === `${prefix}SHA256SUMS`) {
      return { status: 200, headers: { 'Content-Type': 'text/plain' }, body: this.sums() };
    }
    const file = path.startsWith(prefix) ? path.slice(prefix.length) : '';
    const elsewhere = this.redirects.get(file);
    if (elsewhere) return { status: 302, headers: { Location: elsewhere }, body: Buffer.alloc(0) };
    const content = this.replaced.get(file) ?? this.files.get(file);
    if (file) this.asked.push(`${file} ${range ?? 'whole'}`);
    if (!content || this.missing.has(file)) {
      return { status: 404, headers: { 'Content-Type': 'text/html' }, body: Buffer.from('No.') };
    }
    const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    const body = content.subarray(start);
    const headers = {
      'Content-Type': 'application/octet-stream',
      'Content-Length': String(body.length),
    };
    return { status: range ? 206 : 200, headers, body };
  }

  /** Answers over a connection, cut where it shall be. */
  respond(path: string, request: IncomingMessage, response: ServerResponse): void {
    const { status, headers, body } = this.answer(path, request.headers.range);
    response.writeHead(status, headers);
    const file = path.split('/').at(-1) ?? '';
    const cut = this.cuts.get(file);
    if (!cut) {
      response.end(body);
      return;
    }
    this.cuts.delete(file);
    response.write(body.subarray(0, cut.after), () => {
      if (!cut.stall) setTimeout(() => response.destroy(), 100);
    });
  }

  /** As `sha256sum` writes them. */
  private sums(): Buffer {
    const lines = [...this.files].map(([path, content]) => {
      const sha256 = createHash('sha256').update(content).digest('hex');
      return `${sha256}  ${path}\n`;
    });
    return Buffer.from(lines.join(''));
  }

  private tree() {
    return [...this.files].map(([path, content]) => {
      const large = path.endsWith('.safetensors');
      const oid = createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
      const sha256 = createHash('sha256').update(content).digest('hex');
      return {
        type: 'file',
        path,
        size: content.length,
        oid,
        ...(large && { lfs: { oid: sha256, size: content.length, pointerSize: 134 } }),
      };
    });
  }
}
