import { createServer } from "node:net";

export function freePort(): Promise<number> {
  return new Promise((give, fail) => {
    const probe = createServer();
    probe.once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => give(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/** Until a server answers there. @throws Error after a minute. */
export async function waitFor(url: string): Promise<void> {
  for (const until = Date.now() + 60_000; ; ) {
    try {
      if ((await fetch(url)).ok) return;
    } catch (error) {
      if (Date.now() > until) throw error;
    }
    await new Promise((resume) => setTimeout(resume, 100));
  }
}
