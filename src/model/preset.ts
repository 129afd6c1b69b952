import type { DeclaredProbe } from './declared-probe.ts';
import type { EventMapping } from './event.ts';
import type { LogPattern } from './log.ts';
import type { MetricDefinition } from './metric.ts';
import type { ChartPreset, Panel } from './panel.ts';
import type { Recorder } from './recorder.ts';
import type { ReportSection } from './report-section.ts';
import type { Rule } from './rule.ts';
import type { ScorePolicy } from './score.ts';
import type { SourceFamily } from './source.ts';

/** What is known about a kind of system: its metrics, rules and how it is scored. Data only. */
export interface Preset {
  readonly name: string;
  readonly title: string;
  readonly metrics: readonly MetricDefinition[];
  readonly rules: readonly Rule[];
  readonly policy: ScorePolicy;
  /** What its applications record by name. */
  readonly recorders?: readonly Recorder[];
  /** What its applications' events are turned into; metrics are its own or the base's. */
  readonly events?: readonly EventMapping[];
  /** Milliseconds between two rounds of a host, where nobody says; as everywhere unless given. */
  readonly interval?: number;
  /** What is asked of its applications where a target says their path; the target may say each anew. */
  readonly probes?: readonly DeclaredProbe[];
  /** What is looked for in the logs of its applications; the target may say each anew. */
  readonly logPatterns?: readonly LogPattern[];
  /** Sources of data whose age matters. */
  readonly sources?: readonly SourceFamily[];
  /** What reports of its applications have beside what all have. */
  readonly reportSections?: readonly ReportSection[];
  /** Cards about its applications. */
  readonly panels?: readonly Panel[];
  /** Pictures of its applications, by name. */
  readonly charts?: readonly ChartPreset[];
}
