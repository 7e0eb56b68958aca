/** Takes a place, and gives it back when the function that it returns is called. Null: there is none left. */
export type TurnLimit = () => (() => void) | null

/** At most `limit` turns under way at once in this process, whoever's they are: more are told to come later than to wait. */
export function createTurnLimit(limit: number): TurnLimit {
  let running = 0
  return () => {
    if (running >= limit) return null
    running++
    let isOver = false
    return () => {
      if (!isOver) running--
      isOver = true
    }
  }
}
