import { preparedDatabase } from './database-directory.ts'

/** Once, before any test: on a machine that has none yet, test files that each make a database at once take a minute. */
export default preparedDatabase
