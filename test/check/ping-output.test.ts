import { expect, test } from 'vitest';
import { pingRefusal, pingSummary } from '../../src/check/ping-output.ts';

test.each([
  {
    name: 'iputils',
    text: `PING 192.0.2.1 (192.0.2.1) 56(84) bytes of data.

--- 192.0.2.1 ping statistics ---
3 packets transmitted, 2 received, 33.3333% packet loss, time 2046ms
rtt min/avg/max/mdev = 0.022/0.029/0.035/0.005 ms
`,
    summary: { loss: 100 / 3, rtt: 0.029 },
  },
  {
    name: 'iputils without an answer',
    text: `--- 2001:db8::1 ping statistics ---
1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms

`,
    summary: { loss: 100, rtt: null },
  },
  {
    name: 'iputils with an answer too many',
    text: `2 packets transmitted, 2 received, +1 duplicates, 0% packet loss, time 1001ms
rtt min/avg/max/mdev = 11.1/12.5/14.0/0.1 ms, pipe 2
`,
    summary: { loss: 0, rtt: 12.5 },
  },
  {
    name: 'BusyBox',
    text: `--- 127.0.0.1 ping statistics ---
2 packets transmitted, 2 packets received, 0% packet loss
round-trip min/avg/max = 0.040/0.047/0.054 ms
`,
    summary: { loss: 0, rtt: 0.047 },
  },
  {
    name: 'macOS',
    text: `--- 192.0.2.1 ping statistics ---
3 packets transmitted, 3 packets received, 0.0% packet loss
round-trip min/avg/max/stddev = 45.1/62.5/79.9/17.0 ms
`,
    summary: { loss: 0, rtt: 62.5 },
  },
  { name: 'nothing sent', text: '0 packets transmitted, 0 received, time 0ms', summary: null },
  { name: 'something else', text: 'round-trip min/avg/max = 1/1/1 ms', summary: null },
  { name: 'nothing', text: '', summary: null },
])('reads the end of what $name prints', ({ text, summary }) => {
  expect(pingSummary(text)).toEqual(summary);
});

test.each([
  { text: 'ping: socket: Operation not permitted\n', reason: /^may not send here: run setcap/ },
  { text: 'ping: permission denied (are you root?)', reason: /^may not send here/ },
  { text: 'ping: => missing cap_net_raw+p capability or setuid?', reason: /^may not send here/ },
  { text: 'ping: shop.example.com: Name or service not known', reason: /DNS knows no such name/ },
  { text: "ping: bad address 'shop.example.com'", reason: /DNS knows no such name/ },
  { text: 'ping: cannot resolve shop.example.com: Unknown host', reason: /DNS knows no such/ },
  { text: 'ping: x: Temporary failure in name resolution', reason: /DNS does not answer/ },
  { text: 'ping: connect: Network is unreachable', reason: /no way to that network/ },
])('understands $text', ({ text, reason }) => {
  expect(pingRefusal(text)?.reason).toMatch(reason);
});

test('says nothing of what it does not know', () => {
  expect(pingRefusal('ping: who are you?')).toBeNull();
});
