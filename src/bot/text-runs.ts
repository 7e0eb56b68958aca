/** Above this many code points a text is cut, so that no single name can push a card past Teams' message limit. */
const longestText = 10_000

/**
 * A text as the contents of neighbouring `TextRun`s that read as exactly that text. A TextRun knows no Markdown, but
 * renderers still turn `{{DATE(…)}}` and `{{TIME(…)}}` into dates, so no run holds both of their opening braces.
 * https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features
 *
 * Never empty, and no run is: renderers for phones refuse a card with an empty text.
 */
export function textRuns(text: string): string[] {
  if (text === '') return ['(empty)']
  return cutLong(text).split(/(?<=\{)(?=\{(?:DATE|TIME)\()/i)
}

/**
 * A text for the places that take only one string (`fallbackText`). Old clients may read it as Markdown, so what would
 * become a link or a date there is parted by a zero-width space; to the eye it stays the same.
 */
export function inertText(text: string): string {
  return cutLong(text)
    .replace(/\](?=[([])/g, ']\u200b')
    .replace(/\{(?=\{)/g, '{\u200b')
}

function cutLong(text: string): string {
  if (text.length <= longestText) return text
  const points = [...text]
  return points.length <= longestText ? text : `${points.slice(0, longestText).join('')}…`
}
