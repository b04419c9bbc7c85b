// The security headers of every response, the workers' and the service worker's too: a policy in a meta tag does not
// bind workers. One table: the preview server, the service worker and the files for static hosts all come from it.

const contentSecurityPolicy = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self'",
  'connect-src': "'self'",
  'img-src': "'self'",
  'style-src': "'self'",
  'font-src': "'self'",
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
  'require-trusted-types-for': "'script'",
  'trusted-types': 'default svelte-trusted-html',
};

/** Powers that Hone never uses. Not among them: `cross-origin-isolated` and `screen-wake-lock`. */
const refusedPowers = [
  'accelerometer',
  'camera',
  'clipboard-read',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'gamepad',
  'geolocation',
  'gyroscope',
  'hid',
  'identity-credentials-get',
  'idle-detection',
  'keyboard-map',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'otp-credentials',
  'payment',
  'picture-in-picture',
  'publickey-credentials-create',
  'publickey-credentials-get',
  'serial',
  'storage-access',
  'usb',
  'window-management',
  'xr-spatial-tracking',
];

/** The hub and where it sends a download on to. */
const hubOrigins = ['https://huggingface.co', 'https://*.huggingface.co', 'https://*.hf.co'];

function policy(directives: Record<string, string>): string {
  return Object.entries(directives)
    .map(([directive, value]) => `${directive} ${value}`)
    .join('; ');
}

/** Name and value of each header. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': policy(contentSecurityPolicy),
  // Closes what the policy above leaves open: navigation, new windows, WebRTC (Chromium 148 and later).
  'Connection-Allowlist': '(response-origin);webrtc=block',
  // Together they isolate the page, which WebAssembly threads need.
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': refusedPowers.map((power) => `${power}=()`).join(', '),
};

/**
 * The headers of the thread that downloads base models, and of nothing else: a worker is bound by the headers of its own
 * script. It may ask the hub too; it reads no rows and no texts.
 */
export const downloadHeaders: Readonly<Record<string, string>> = {
  ...securityHeaders,
  'Content-Security-Policy': policy({
    ...contentSecurityPolicy,
    'connect-src': ["'self'", ...hubOrigins].join(' '),
  }),
  'Connection-Allowlist': `(response-origin ${hubOrigins.map((origin) => `"${origin}/*"`).join(' ')});webrtc=block`,
};

/** The headers of the answer to an address. */
export function headersFor(pathname: string): Readonly<Record<string, string>> {
  return /\/assets\/download\.worker-[\w-]+\.js$/.test(pathname) ? downloadHeaders : securityHeaders;
}
