import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import helmet from "helmet";

/**
 * The headers of every answer, as name, value, name, value. Helmet says which; it is asked once, because they are the
 * same for all requests, and setting a dozen headers one by one costs more than all the rest of a small answer.
 */
export function securityHeaders(): readonly string[] {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  const set = helmet({
    // The answers are data: nothing in them is to be run, shown or framed.
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    xFrameOptions: { action: "deny" },
  });
  set(response.req, response, () => undefined);
  // Whose purchases they are depends on the token, which no cache looks at.
  response.setHeader("Cache-Control", "no-store");
  return response.getHeaderNames().flatMap((name) => [name, String(response.getHeader(name))]);
}
