export type Sample = { name: string; labels: Record<string, string>; value: number }

/** The samples of Prometheus' text format. */
export function readMetrics(text: string): Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
      const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', word = '']) => [key, word])
      return { name, labels: Object.fromEntries(pairs), value: Number(value) }
    })
}
