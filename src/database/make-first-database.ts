import { PGlite } from '@electric-sql/pglite'

// A process of its own (see create-pglite-directory.ts): makes an empty database in the directory that it is given.
const pglite = await PGlite.create(process.argv[2])
await pglite.close()
