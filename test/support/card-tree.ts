import type { Card } from '../../src/bot/cards.ts'

/** Any object of a card: an element, an action, a run of text. */
export type Node = Record<string, unknown>

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Every object of a card, outermost first. */
export function nodesOf(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesOf)
  return isNode(value) ? [value, ...Object.values(value).flatMap(nodesOf)] : []
}

/** What is drawn as text: one string a TextBlock or RichTextBlock. */
export function textsOf(card: Card): string[] {
  return nodesOf(card['body']).flatMap((node) => {
    if (node['type'] === 'TextBlock') return [String(node['text'])]
    if (node['type'] !== 'RichTextBlock' || !Array.isArray(node['inlines'])) return []
    return [node['inlines'].map((inline) => (isNode(inline) ? String(inline['text']) : String(inline))).join('')]
  })
}

export function buttonsOf(card: Card): Node[] {
  return Array.isArray(card['actions']) ? card['actions'].filter(isNode) : []
}

/** Every button, in the order they are drawn: those among the text come first. */
export function allButtonsOf(card: Card): Node[] {
  return [
    ...nodesOf(card['body']).filter(({ type }) => String(type).startsWith('Action.') && type !== 'Action.Submit'),
    ...buttonsOf(card),
  ]
}

/** The same tree with every run of text made one empty run: what no text may change. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf)
  if (!isNode(value)) return value
  const { inlines, fallbackText, tooltip, ...rest } = value
  const shape = Object.entries(rest).map(([key, item]) => [key, shapeOf(item)])
  return {
    ...Object.fromEntries(shape),
    ...(fallbackText === undefined ? {} : { fallbackText: typeof fallbackText }),
    ...(tooltip === undefined ? {} : { tooltip: typeof tooltip }),
    ...(Array.isArray(inlines) ? { inlines: runShapes(inlines) } : {}),
  }
}

function runShapes(inlines: unknown[]): unknown[] {
  const styles = inlines.map((inline) =>
    JSON.stringify(isNode(inline) ? { ...inline, text: typeof inline['text'] } : inline),
  )
  return [...new Set(styles)]
}
