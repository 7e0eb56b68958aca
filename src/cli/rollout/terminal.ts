/** Where a command is typed and what it may write to. */
export type Terminal = {
  /** Standard output is for a program: one JSON object a line and nothing else. */
  isJson: boolean
  /** Somebody sits there who can be asked. */
  isInteractive: boolean
  /** A line of the answer, on standard output. Resolves once whoever reads it can have it. */
  print(line: string): Promise<void>
  /** Whether nobody reads the answer any more. */
  isUnread(): boolean
  /** A line for the person beside it, on standard error. */
  say(text: string): void
  /** A line for the person that replaces the one drawn before. */
  draw(text: string): void
  /** Asks a person; `isInteractive` says whether there is one. */
  ask(question: string): Promise<string>
}
