import { Button, PasswordInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { PASSWORD_MIN_LENGTH } from "../../contract/district-accounts.ts";
import type { Failure } from "../ui/errors.ts";
import { type Translate, useTexts } from "../ui/i18n/index.ts";
import { webFailureText } from "./client.ts";
import { useSession } from "./session.ts";

/** The old password once, the new one twice. */
export function PasswordForm({ size = "md", onDone }: { size?: "md" | "lg"; onDone?: () => void }) {
  const { t } = useTexts();
  const { changePassword, failure } = useSession();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const short = [...next].length < PASSWORD_MIN_LENGTH;
  const differs = next !== again;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (busy || current === "" || short || differs) return;
    setBusy(true);
    const changed = await changePassword(current, next);
    setBusy(false);
    if (changed) onDone?.();
  };
  return (
    <form className="password-form" onSubmit={(event) => void submit(event)}>
      <PasswordInput
        size={size}
        label={t("districtWeb.password.current")}
        value={current}
        autoFocus
        autoComplete="current-password"
        data-testid="password-current"
        onChange={(event) => setCurrent(event.currentTarget.value)}
      />
      <PasswordInput
        size={size}
        label={t("districtWeb.password.next")}
        description={t("districtWeb.password.rule", { least: PASSWORD_MIN_LENGTH })}
        error={tried && short ? t("districtWeb.password.short", { least: PASSWORD_MIN_LENGTH }) : undefined}
        value={next}
        autoComplete="new-password"
        data-testid="password-next"
        onChange={(event) => setNext(event.currentTarget.value)}
      />
      <PasswordInput
        size={size}
        label={t("districtWeb.password.again")}
        error={tried && !short && differs ? t("districtWeb.password.differs") : undefined}
        value={again}
        autoComplete="new-password"
        data-testid="password-again"
        onChange={(event) => setAgain(event.currentTarget.value)}
      />
      <p className="entry-failure" role="alert" data-testid="password-failure">
        {failure === null || !tried ? null : passwordFailure(t, failure)}
      </p>
      <Button type="submit" size={size} loading={busy} data-testid="password-change">
        {t("districtWeb.password.change")}
      </Button>
    </form>
  );
}

function passwordFailure(t: Translate, failure: Failure): string {
  if (failure.code === "LOGIN_REFUSED") return t("districtWeb.password.wrong");
  if (failure.code !== "PASSWORD_UNFIT") return webFailureText(t, failure);
  const { reason, least } = failure.data as { reason: "short" | "login" | "same"; least: number };
  return t(`districtWeb.password.${reason}`, { least });
}
