/** Where the window remembers, between its two pages, what it asked Entra with. */
export const STATE_KEY = 'sign-in-state'
