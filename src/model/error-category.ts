/** A kind of errors, with its usual cause. */
export interface ErrorCategory {
  readonly name: string;
  readonly cause: string;
  readonly severity: 'low' | 'medium' | 'high';
  readonly match: RegExp;
}

/** The first that matches counts: a rate limit is told before the network that reports it. */
export const ERROR_CATEGORIES: readonly ErrorCategory[] = [
  {
    name: 'rate limit',
    cause: 'too many requests',
    severity: 'high',
    match: /rate.?limit|too many requests|\b429\b|quota/i,
  },
  {
    name: 'timeout',
    cause: 'a service behind it is slow or away',
    severity: 'medium',
    match: /time.?d? ?out|deadline exceeded|\b504\b/i,
  },
  {
    name: 'memory',
    cause: 'more was held than there is room for',
    severity: 'high',
    match: /out of memory|memoryerror|\boom\b|heap|cannot allocate|context (?:length|overflow)/i,
  },
  {
    name: 'network',
    cause: 'a connection failed',
    severity: 'medium',
    match:
      /connection|network|socket|econn|unreachable|\bdns\b|getaddrinfo|\b50[23]\b|\btls\b|\bssl\b/i,
  },
  {
    name: 'validation',
    cause: 'what came in was wrong',
    severity: 'low',
    match: /validation|invalid|valueerror|typeerror|keyerror|parse|malformed|\b4(?:00|22)\b/i,
  },
];

/** What kind of error a message tells of, or null. */
export function errorCategory(message: string): string | null {
  return ERROR_CATEGORIES.find(({ match }) => match.test(message))?.name ?? null;
}
