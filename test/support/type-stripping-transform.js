import { stripTypeScriptTypes } from 'node:module'

// The same type stripping that Node itself does when the server runs, so tests and production read identical code.
export default {
  process: (source) => ({ code: stripTypeScriptTypes(source) }),
}
