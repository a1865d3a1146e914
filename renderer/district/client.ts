import { createORPCClient, onError } from "@orpc/client";
import { RPCLink } from "@orpc/client/fetch";
import type { ContractRouterClient } from "@orpc/contract";
import type { DistrictWebContract } from "../../contract/district-web.ts";
import { asFailure, type Failure, failureText } from "../ui/errors.ts";
import type { Translate } from "../ui/i18n/index.ts";

/** Told when the server no longer knows who is signed in; set by the session. */
export const sessionLost: { tell: () => void } = { tell: () => undefined };

const link = new RPCLink({
  url: () => `${window.location.origin}/web/rpc`,
  interceptors: [
    onError((error) => {
      const { code } = asFailure(error);
      if (code === "NOT_SIGNED_IN" || code === "PASSWORD_MUST_CHANGE") sessionLost.tell();
    }),
  ],
});

/** The district server, call by call. */
export const district: ContractRouterClient<DistrictWebContract> = createORPCClient(link);

/** What a call threw: no answer came, or the server's error by its name. */
export function asWebFailure(error: unknown): Failure {
  return error instanceof TypeError ? { code: "LINK_LOST", data: {} } : asFailure(error);
}

/** What happened and what to do now. Steps carry the id of their request: they may be sent again without fear. */
export function webFailureText(t: Translate, failure: Failure): string {
  if (failure.code === "LINK_LOST") return t("districtWeb.unreachable");
  if (failure.code === "DISTRICT_BUSY") return t("districtWeb.busy");
  if (failure.code === "DISTRICT_FULL") return t("districtWeb.full");
  return failureText(t, failure);
}
