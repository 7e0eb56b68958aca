import { resolve } from 'node:path'
import { defineConfig } from 'vite'

const page = resolve(import.meta.dirname, 'page')

/** The tab's page as restify serves it below `/tab/`: hashed assets, nothing inline. `npm run build` says where to. */
export default defineConfig({
  root: page,
  base: '/tab/',
  build: {
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Fluent UI and React in one file that stays in caches; what a first visit loads is held by a test.
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      // Fluent UI marks its files for servers that render React; here they all run in the browser.
      onLog: (level, log, handle) => log.code === 'MODULE_LEVEL_DIRECTIVE' || handle(level, log),
      output: {
        codeSplitting: {
          groups: [
            // Fields to fill in: only the rollouts have some, so nobody loads them who does not roll out.
            { name: 'fields', test: /@fluentui\/react-(checkbox|field|input|label|select|textarea)\// },
            { name: 'teams-js', test: /node_modules\/(@microsoft\/teams-js|debug|ms|base64-js)\// },
            { name: 'react-fluent', test: /node_modules\// },
          ],
        },
      },
      input: ['index', 'config', 'auth-start', 'auth-end'].map((name) => resolve(page, `${name}.html`)),
    },
  },
})
