/**
 * What checks need of undici, file by file. Its index loads all the rest too, such as `fetch` and its stand-ins for tests:
 * measured, 11 MB of resident memory instead of 2.
 */
export async function undici() {
  const [dispatcher, request, connect, agent, client, proxyAgent, connector] = await Promise.all([
    import('undici/lib/dispatcher/dispatcher.js'),
    import('undici/lib/api/api-request.js'),
    import('undici/lib/api/api-connect.js'),
    import('undici/lib/dispatcher/agent.js'),
    import('undici/lib/dispatcher/client.js'),
    import('undici/lib/dispatcher/proxy-agent.js'),
    import('undici/lib/core/connect.js'),
  ]);
  // As its index does it; its proxies ask by `connect`.
  const methods = { request: request.default, connect: connect.default };
  Object.assign(dispatcher.default.prototype, methods);
  return {
    Agent: agent.default,
    Client: client.default,
    ProxyAgent: proxyAgent.default,
    buildConnector: connector.default,
  };
}
