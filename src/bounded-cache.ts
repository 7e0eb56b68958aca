import { LRUCache } from 'lru-cache'

type Options = Pick<LRUCache.OptionsBase<string, object, unknown>, 'ttl' | 'ttlResolution' | 'perf'>

/**
 * Forgets what was not asked for longest once it holds `most`. Takes room as it fills: the library's own `max` sets aside
 * all of it at once, which for all caches of the bot were nine megabytes and a thirtieth of its start.
 */
export function boundedCache<Value extends object | string | true>(
  most: number,
  options: Options = {},
): LRUCache<string, Value> {
  return new LRUCache({ ...options, maxSize: most, sizeCalculation: () => 1 })
}
