/** The linear layers of an encoder layer; query, key and value are one. */
export const linearNames = ['qkv', 'attentionOutput', 'intermediate', 'output'] as const;
export type LinearName = (typeof linearNames)[number];
