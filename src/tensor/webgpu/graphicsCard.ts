/** The browser's door to graphics cards. Typed as always there, but older browsers and insecure pages lack it. */
export function graphicsCard(): GPU | undefined {
  return navigator.gpu;
}
