import type { FastifyHelmetOptions } from '@fastify/helmet';

/** None of what a browser could lend to a page is needed. */
export const PERMISSIONS_POLICY = 'camera=(), microphone=(), geolocation=(), payment=(), usb=()';

/** Only the console's own files; nothing that stands in the page itself is run or styles it. */
export function consoleHeaders(authority: string | null): FastifyHelmetOptions {
  const self = "'self'";
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': [self],
        'style-src': [self],
        // bootstrap-italia keeps the marks of its form fields in its style sheet.
        'img-src': [self, 'data:'],
        'font-src': [self],
        'connect-src': authority === null ? [self] : [self, new URL(authority).origin],
        'base-uri': ["'none'"],
        'form-action': ["'none'"],
        'frame-ancestors': ["'none'"],
        'require-trusted-types-for': ["'script'"],
      },
    },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    // For the whole host to decide, at the proxy that ends TLS.
    strictTransportSecurity: false,
  };
}
