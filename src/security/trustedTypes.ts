// The headers require trusted types: a string may become a script's address only through this policy, which lets pass
// what comes from the page itself. Nothing may turn a string into markup or code (Svelte has its own policy for its
// templates). Imported first by the page and by each worker.

function scriptUrl(address: string): string {
  const { protocol, origin } = new URL(address, self.location.href);
  const own = origin === self.location.origin && /^https?:$/.test(protocol);
  if (own) return address;
  throw new TypeError(`Hone does not load scripts from ${origin}.`);
}

globalThis.trustedTypes?.createPolicy('default', { createScriptURL: scriptUrl });

export {};
