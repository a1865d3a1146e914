import { Button, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, type SyntheticEvent, useEffect, useRef, useState } from "react";
import { useTexts } from "../ui/i18n/index.ts";
import { LanguageSwitch } from "../ui/language-switch.tsx";
import { webFailureText } from "./client.ts";
import "./sign-in.css";
import { ProductName } from "./product-name.tsx";
import { useSession } from "./session.ts";

/** Name and password. `again`: over the page of somebody whose session ended. */
export function SignIn({ again }: { again?: string }) {
  const { t } = useTexts();
  const { signIn, failure } = useSession();
  const [login, setLogin] = useState(again ?? "");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [left, setLeft] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    setLeft(failure?.code === "LOGIN_LOCKED" ? (failure.data as { seconds: number }).seconds : 0);
  }, [failure]);
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy || login.trim() === "" || password === "") return;
    setBusy(true);
    const entered = await signIn(login, password);
    setBusy(false);
    if (entered) return;
    setPassword("");
    field.current?.focus();
  };
  const isLocked = failure?.code === "LOGIN_LOCKED";
  const said = failure === null || (isLocked && left === 0) ? null : failure;
  const card = (
    <form className="entry-card" onSubmit={(event) => void submit(event)}>
      <header>
        <p>
          <ProductName />
        </p>
        <h1>{t(again === undefined ? "districtWeb.signIn.title" : "districtWeb.signIn.again")}</h1>
      </header>
      <TextInput
        size="lg"
        label={t("districtWeb.signIn.login")}
        value={login}
        autoFocus={again === undefined}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        data-testid="login"
        onChange={(event) => setLogin(event.currentTarget.value)}
      />
      <PasswordInput
        ref={field}
        size="lg"
        label={t("districtWeb.signIn.password")}
        value={password}
        autoComplete="current-password"
        data-testid="password"
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <p className="entry-failure" role="alert" data-testid="sign-in-failure">
        {said === null
          ? null
          : webFailureText(t, isLocked ? { code: "LOGIN_LOCKED", data: { seconds: left } } : said)}
      </p>
      <Button type="submit" size="lg" loading={busy} data-testid="enter">
        {t("districtWeb.signIn.enter")}
      </Button>
      <p className="entry-help">{t("districtWeb.signIn.help")}</p>
    </form>
  );
  if (again !== undefined)
    return (
      <dialog
        ref={showOver}
        className="entry-over"
        data-testid="sign-in"
        onKeyDown={stayAtEscape}
        onCancel={stay}
        onClose={reopen}
      >
        {card}
      </dialog>
    );
  return (
    <main className="entry" data-testid="sign-in">
      <div className="entry-language">
        <LanguageSwitch />
      </div>
      {card}
    </main>
  );
}

/** Over everything, dialogs included: nothing below can be reached before somebody has signed in. */
function showOver(dialog: HTMLDialogElement | null): void {
  if (dialog?.isConnected !== true || dialog.open) return;
  dialog.showModal();
  // Mantine's dialogs below hear of every Escape, unless what has the focus says so.
  for (const element of [dialog, ...dialog.querySelectorAll("input, button")])
    element.setAttribute("data-mantine-stop-propagation", "true");
  // The name is there; a dialog that is opened this way would begin with its first field.
  dialog.querySelector<HTMLInputElement>("input[type=password]")?.focus();
}

/** Before the browser takes it for a wish to close: a second one would not be asked about. */
function stayAtEscape(event: KeyboardEvent): void {
  if (event.key === "Escape") event.preventDefault();
}

function stay(event: SyntheticEvent): void {
  event.preventDefault();
}

function reopen(event: SyntheticEvent<HTMLDialogElement>): void {
  showOver(event.currentTarget);
}
