/** Without `--wait` nothing happens in this process: who does the work depends on the store. */
export function startedWords(id: string, isAlone: boolean): string {
  return isAlone
    ? `It is written down, and no process works on it yet: npm run serve will, or npm run -s rollout -- resume ${id} --wait`
    : `It is written down for the bot's processes on this database. Watch it with npm run -s rollout -- status ${id} --watch`
}
