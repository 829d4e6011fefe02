type Env = { API: { fetch(request: Request): Promise<Response> } };

/** Hands a request, or a socket's upgrade, to the Worker as it came. */
export const toWorker = ({ request, env }: { request: Request; env: Env }): Promise<Response> =>
  env.API.fetch(request);
