import { defineConfig } from 'vite';

/** Chromium 100 is the oldest browser that the portal is built for; `outDir` is given by whoever builds. */
export default defineConfig({
  root: import.meta.dirname,
  build: {
    target: 'chrome100',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    reportCompressedSize: true,
    emptyOutDir: true,
    rolldownOptions: {
      // antd marks its files for a server's bundler; a browser's has no use for the mark.
      onLog: (level, log, write) => (log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : write(level, log)),
    },
  },
});
