/** How a job is put off. Without `singletonKey` every call makes a job of its own. */
export type JobTiming = {
  /** Seconds from now, by the store's clock; 0 is as soon as a worker looks. */
  runAfterSeconds: number
  /** While a job of this name and key still waits, another one is not added: the first keeps its time and its data. */
  singletonKey?: string
  /** Jobs of this name and group run one after the other, whatever their keys, and hold up no others. */
  group?: string
}

/** One run of a job. A run after a process died has the same `id`; `signal` is aborted when the job has to stop. */
export type JobRun = { id: string; signal: AbortSignal }

/** `data` is what `schedule` was given, as JSON; perhaps by an older version of this program, so it is checked first. */
export type JobHandler = (data: unknown, run: JobRun) => Promise<void>

export type JobOrder = { data: Record<string, unknown>; timing: JobTiming }

/**
 * Work for later that outlives the process. A job runs at least once: one whose handler rejected or whose process died
 * runs again, so handlers do nothing twice. What fell due while nobody ran is run at the next start.
 */
export type Jobs = {
  /** Resolved when the job is safe in the store; rejects when the store cannot be reached. Names: letters, digits, `-`. */
  schedule(name: string, data: Record<string, unknown>, timing: JobTiming): Promise<void>
  /** The same for many. */
  scheduleMany(name: string, jobs: JobOrder[]): Promise<void>
  /** One handler a name. Resolves at once; jobs arrive as soon as the store can be reached. `atOnce`: 20 unless said. */
  work(name: string, handler: JobHandler, options?: { atOnce: number }): Promise<void>
  /** No new job is begun; those under way get so long to end, 5 seconds unless said. */
  stop(options?: { graceSeconds: number }): Promise<void>
}
