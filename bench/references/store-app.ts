import { once } from "node:events";
import type { AddressInfo } from "node:net";
import express, { type Express } from "express";
import type { PurchaseStore } from "./purchase-store.js";

interface PurchaseBody {
  readonly userId: string;
  readonly courseId: string;
}

/** Serves another way of keeping purchases, at the ledger's own addresses, with no more than the answer needs. */
export function createStoreApp(store: PurchaseStore): Express {
  const app = express();
  app.post("/api/purchase", express.json(), async (request, response) => {
    const { userId, courseId } = request.body as PurchaseBody;
    const outcome = await store.purchase(userId, courseId);
    response.status(outcome === "recorded" ? 201 : 200).json({ courseId, outcome });
  });
  app.get(["/api/profile/purchased-courses", "/api/purchase/check"], async (request, response) => {
    response.json({ courses: await store.ownership(request.query.userId as string), tests: [] });
  });
  return app;
}

/** Parses and answers the same JSON, and does nothing else. */
export function createBareApp(course: string): Express {
  const app = express();
  app.post("/api/purchase", express.json(), (request, response) => {
    response.status(201).json(request.body);
  });
  app.get(["/api/profile/purchased-courses", "/api/purchase/check"], (_request, response) => {
    response.json({ courses: [course], tests: [], revision: 0 });
  });
  return app;
}

export async function listen(app: Express): Promise<{ readonly url: string; close(): void }> {
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
