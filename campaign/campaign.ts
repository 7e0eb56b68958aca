export type Setting = {
  /** The checkout. */
  root: string
  /** Where figures for the table go (figures.ts). */
  figuresFile: string
  /** 1: as much as the bars of the issues ask for. */
  scale: number
}

/** @returns whether all was as it should be. */
export type Campaign = (setting: Setting) => Promise<boolean>
