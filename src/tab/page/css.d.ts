/** Vite puts it beside the chunk that imports it. */
declare module '*.css'
