import { expect, test } from 'vitest';
import { z } from 'zod';
import { http } from '../../src/check/kinds/http.ts';
import { MINUTE } from '../../src/model/time.ts';
import { aCheck } from '../check/asking.ts';
import { mirror } from '../check/http/serving.ts';
import { checkingWorld } from './checking-world.ts';

test('a server that shows what it was sent gives no secret away', async () => {
  const { url } = await mirror();
  const token = 'abcdef-123456';
  const check = aCheck({
    ...{ kind: 'http', options: z.strictObject(http.keys).parse({ url, token }) },
    expect: ["body.headers.authorization == 'x'"],
  });
  const world = await checkingWorld([check], { more: { secrets: [token] } });
  await world.clock.advance(MINUTE);
  await expect
    .poll(() => world.reasons('shop'))
    .toEqual([
      "body.headers.authorization is “Bearer ***”, expected body.headers.authorization == 'x'",
    ]);
});
