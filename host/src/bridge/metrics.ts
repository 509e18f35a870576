// Counts what the bridge answers, for GET /metrics in the text format of Prometheus. app.ts feeds it.
const buckets = [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30] as const;

export class Metrics {
  readonly #answers = new Map<string, number>();
  readonly #durations: number[] = buckets.map(() => 0);
  #count = 0;
  #sum = 0;

  /** `route` is the pattern, never the address: what a client types must not grow the table. */
  answered(method: string, route: string, status: number, seconds: number): void {
    const key = `method="${method}",route="${route}",status="${status}"`;
    this.#answers.set(key, (this.#answers.get(key) ?? 0) + 1);
    for (const [index, bucket] of buckets.entries()) if (seconds <= bucket) this.#durations[index]!++;
    this.#count++;
    this.#sum += seconds;
  }

  /** `gauges` are the values that are read when asked, with what each is. */
  text(gauges: readonly [name: string, about: string, value: number][]): string {
    return [
      '# HELP sigillator_answers_total Answers of the bridge.',
      '# TYPE sigillator_answers_total counter',
      ...[...this.#answers].map(([key, count]) => `sigillator_answers_total{${key}} ${count}`),
      '# HELP sigillator_answer_seconds How long answers took.',
      '# TYPE sigillator_answer_seconds histogram',
      ...buckets.map((le, i) => `sigillator_answer_seconds_bucket{le="${le}"} ${this.#durations[i]}`),
      `sigillator_answer_seconds_bucket{le="+Inf"} ${this.#count}`,
      `sigillator_answer_seconds_sum ${this.#sum}`,
      `sigillator_answer_seconds_count ${this.#count}`,
      ...gauges.flatMap(([name, about, value]) => [
        `# HELP sigillator_${name} ${about}`,
        `# TYPE sigillator_${name} gauge`,
        `sigillator_${name} ${value}`,
      ]),
      '',
    ].join('\n');
  }
}
