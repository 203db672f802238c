import path from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const folder = import.meta.dirname;

/** Where `npm run console:dev` finds the running product. */
const PRODUCT = process.env['CONSOLE_PRODUCT'] ?? 'http://127.0.0.1:4000';
const OF_THE_PRODUCT = ['/graphql', '/oidc', '/massivo-files', '/requests', '/certificates', '/console/config.json'];

/** The buttons of bootstrap-italia's video player come as a font in a data: URL, which the console's policy refuses. */
const withoutVideoFont: Plugin = {
  name: 'without-video-font',
  enforce: 'pre',
  transform: {
    filter: { id: /bootstrap-italia\.min\.css$/ },
    handler: (css) => css.replace(/@font-face\{font-family:VideoJS;[^}]*\}/, ''),
  },
};

export default defineConfig({
  root: folder,
  base: '/console/',
  logLevel: 'warn',
  plugins: [withoutVideoFont],
  css: { transformer: 'lightningcss' },
  build: {
    outDir: path.join(folder, '../../../dist/console'),
    emptyOutDir: true,
    // An icon or a font in a data: URL would need a wider content security policy than 'self'.
    assetsInlineLimit: 0,
    // Nothing is preloaded by a script that would have to stand in the page.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_000,
    target: 'es2022',
    // bootstrap-italia comes minified; doing so again takes longer than all the rest.
    cssMinify: false,
    rolldownOptions: {
      // "use client" is for servers that render React; there is none here.
      onLog: (level, log, tell) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') tell(level, log);
      },
    },
  },
  server: { proxy: Object.fromEntries(OF_THE_PRODUCT.map((route) => [route, PRODUCT])) },
});
