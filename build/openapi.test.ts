import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { districtOpenApi, OPENAPI_FILE } from "./openapi.ts";

it("docs/district.openapi.json is what the contract says; `npm run openapi` makes it so", async () => {
  const written = readFileSync(OPENAPI_FILE, "utf8");
  expect(JSON.parse(written)).toEqual(JSON.parse(await districtOpenApi()));
});

it("describes every call with its errors", async () => {
  const document = JSON.parse(await districtOpenApi());
  expect(Object.keys(document.paths).sort()).toEqual([
    "/v1/attachments/{sha256}",
    "/v1/attachments/{sha256}/{offset}",
    "/v1/batches",
    "/v1/epochs",
    "/v1/feed",
    "/v1/hashes/{seq}",
    "/v1/health",
    "/v1/lodged",
    "/v1/lodged/withdrawals",
    "/v1/lodged/{id}",
    "/v1/position",
    "/v1/stations",
  ]);
  expect(Object.keys(document.paths["/v1/batches"].post.responses).sort()).toEqual(
    ["200", "400", "401", "403", "409", "413", "422", "500", "503", "507"].sort(),
  );
});
