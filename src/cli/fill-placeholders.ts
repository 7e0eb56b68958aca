/** The one variable that may be empty: an app without a suffix is the real one. Elsewhere empty is unset. */
const MAY_BE_EMPTY = new Set(['APP_NAME_SUFFIX'])

/**
 * Puts values into a JSON text that names them as `${{NAME}}`, the Agents Toolkit's placeholders.
 * `missing` names each variable that is not there or is empty, once, in the order of the text; its placeholder stays.
 */
export function fillPlaceholders(
  template: string,
  values: Record<string, string | undefined>,
): { text: string; missing: string[] } {
  const missing = new Set<string>()
  const text = template.replace(/\$\{\{\s*(\w+)\s*\}\}/g, (placeholder: string, name: string) => {
    const value = values[name]
    if (value === undefined || (value === '' && !MAY_BE_EMPTY.has(name))) {
      missing.add(name)
      return placeholder
    }
    return JSON.stringify(value).slice(1, -1)
  })
  return { text, missing: [...missing] }
}
