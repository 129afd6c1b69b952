import type { Alert } from '../../model/alert.ts';
import type { Backups } from '../../model/backup.ts';
import type { ChannelView } from '../../model/channel-view.ts';
import type { CheckChange, CheckView } from '../../model/check.ts';
import type { ContainerSight } from '../../model/container.ts';
import type { MetricDefinition } from '../../model/metric.ts';
import type { Duty } from '../../model/rota.ts';
import type { Rule } from '../../model/rule.ts';
import type { Labels, Point } from '../../model/sample.ts';
import type { SeriesAnswer, SeriesQuestion } from '../../model/series-question.ts';
import type { SourceGroup } from '../../model/source.ts';
import type { Target } from '../../model/target.ts';
import type { Instant } from '../../model/time.ts';
import type { Range } from '../series.ts';

/** What advice is made from. A kind whose readers are not given says nothing. */
export interface AdviceReaders {
  readonly alerts: {
    between(from: Instant, to: Instant, target: number | null): Promise<readonly Alert[]>;
    touching(from: Instant, to: Instant, target: number | null): Promise<readonly Alert[]>;
  };
  readonly samples: {
    series(target: number): Promise<readonly { metric: string; labels: Labels }[]>;
    points(
      target: number,
      series: { metric: string; labels: Labels },
      range: Range & { limit: number },
    ): Promise<readonly Point[]>;
    query(question: SeriesQuestion): Promise<SeriesAnswer>;
  };
  readonly metrics?: readonly MetricDefinition[];
  readonly ruleDesk?: {
    list(): Promise<
      readonly { readonly rule: Rule; readonly targets: readonly string[]; readonly off: unknown }[]
    >;
  };
  readonly checks?: {
    list(): readonly CheckView[];
    history(check: number, from: Instant, to: Instant): Promise<readonly CheckChange[]>;
  };
  readonly containers?: { sight(target: number): Promise<ContainerSight | null> };
  readonly freshness?: (target: Target) => Promise<readonly SourceGroup[]>;
  readonly backups?: { list(): Promise<Backups> };
  readonly channelDesk?: {
    list(): Promise<{ readonly channels: readonly ChannelView[] }>;
    route(asked: { readonly severity: 'critical' }): {
      readonly ways: readonly {
        readonly to: readonly { readonly name: string; readonly reached: readonly string[] }[];
      }[];
    };
  };
  readonly oncallDesk?: {
    rotas(): readonly {
      readonly name: string;
      readonly duties: readonly Duty[];
      readonly unreachable: readonly string[];
    }[];
  };
}
