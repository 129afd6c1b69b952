import type { Examination, Finding } from '../model/finding.ts';
import { bad, fine, warning } from '../model/finding.ts';

/** What reading `.env` and the configuration file gave, each line for people: what is wrong — what to write. */
export interface ReadAnew {
  readonly problems: readonly string[];
  readonly notices: readonly string[];
}

/** Whether the files can be taken over as they stand now. */
export function configurationExamination(read: () => Promise<ReadAnew>): Examination {
  return {
    ...{ area: 'configuration', name: '.env and tocsin.yaml' },
    async examine() {
      const { problems, notices } = await read();
      const findings = [
        ...problems.map((text) => split(text, bad)),
        ...notices.map((text) => split(text, warning)),
      ];
      return findings.length > 0 ? findings : [fine('the configuration is good')];
    },
  };
}

function split(text: string, make: typeof bad | typeof warning): Finding {
  const at = text.lastIndexOf(' — ');
  if (at < 0) return make(text, 'npx tocsin check-config');
  return make(text.slice(0, at), text.slice(at + 3).replace(/^run: /, ''));
}
