// How a program loads a model that was taken away, for the page and the model card.

/** Python with Hugging Face's transformers. @param severalLabels whether a text may have several */
export const pythonCode = (severalLabels: boolean): string => `from transformers import pipeline

classify = pipeline("text-classification", model="path/to/this/folder", truncation=True${severalLabels ? ', top_k=None' : ''})
print(classify("A text to classify."))`;

/** JavaScript with transformers.js, from the ONNX graph in single precision. */
export const javascriptCode = `import { pipeline } from '@xenova/transformers';

const classify = await pipeline('text-classification', 'path/to/this/folder', { quantized: false });`;

/** The same for the library's successor, which names weights by their type. */
export const inSuccessor = (code: string): string =>
  code
    .replaceAll('@xenova/transformers', '@huggingface/transformers')
    .replaceAll('{ quantized: false }', "{ dtype: 'fp32' }");
