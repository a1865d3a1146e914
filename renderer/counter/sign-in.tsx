import { Button, PasswordInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { Counter, Staff } from "../../contract/catalogue.ts";
import { station, useConnection, useHealth } from "../ui/connection.ts";
import { failureText } from "../ui/errors.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { LanguageSwitch } from "../ui/language-switch.tsx";
import { useSession } from "./session.ts";

/** Who works here now: a name and a PIN. */
export function SignInScreen({ counter }: { counter: string | undefined }) {
  const { t, own } = useTexts();
  const { enter, failure } = useSession();
  const office = useConnection((connection) => connection.hello?.station ?? null);
  const [list, setList] = useState<{ staff: Staff[]; counters: Counter[] }>({ staff: [], counters: [] });
  const [place, setPlace] = useState(counter ?? "");
  const [staff, setStaff] = useState<string | null>(null);
  const [pin, setPin] = useState("");
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  // The district may say who works here while nobody is signed in.
  const lastSeq = useHealth((state) => state.health?.sync.lastSeq ?? 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: lastSeq tells that something came down
  useEffect(() => {
    void station.staff.list().then((found) => {
      // Officers of the divisions sign hand-over lists and their own steps by PIN; they work at no counter.
      setList({ ...found, staff: found.staff.filter(({ role }) => role !== "officer") });
      setPlace((chosen) => chosen || (found.counters[0]?.id ?? ""));
    });
  }, [lastSeq]);
  const choose = (id: string) => {
    setStaff(id);
    field.current?.focus();
  };
  const choices = useRef(list.staff);
  choices.current = list.staff;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLInputElement) {
        // Another name was meant.
        if (event.key === "Escape") event.target.blur();
        return;
      }
      const member = /^[1-9]$/.test(event.key) ? choices.current[Number(event.key) - 1] : undefined;
      if (member === undefined || event.ctrlKey || event.altKey) return;
      event.preventDefault();
      setStaff(member.id);
      setPin("");
      field.current?.focus();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
  const here = list.counters.find((entry) => entry.id === place);
  const submit = async () => {
    if (staff === null || pin === "") return;
    setBusy(true);
    const entered = await enter({ staff, counter: place, pin });
    setBusy(false);
    if (!entered) {
      setPin("");
      field.current?.focus();
    }
  };
  return (
    <div className="sign-in">
      <div className="sign-in-language">
        <LanguageSwitch />
      </div>
      <form
        className="sign-in-card"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <header>
          <p>{office === null ? "" : own(office.name)}</p>
          <h1>{t("signIn.title", { n: here?.number ?? place })}</h1>
          <p>{here === undefined ? "" : own(here.name)}</p>
        </header>
        {counter === undefined ? (
          <label className="sign-in-counter">
            {t("signIn.counter")}
            <select
              value={place}
              onChange={(event) => setPlace(event.target.value)}
              data-testid="sign-in-counter"
            >
              {list.counters.map((entry) => (
                <option key={entry.id} value={entry.id}>
                  {entry.number} – {own(entry.name)}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        <fieldset className="sign-in-staff">
          <legend>{t("signIn.who")}</legend>
          {list.staff.map((member, index) => (
            <button
              key={member.id}
              type="button"
              aria-pressed={member.id === staff}
              data-testid={`staff-${member.id}`}
              onClick={() => choose(member.id)}
            >
              {index < 9 ? <kbd>{index + 1}</kbd> : null}
              <strong>{member.name}</strong>
              <span>{member.title}</span>
            </button>
          ))}
        </fieldset>
        <PasswordInput
          ref={field}
          size="lg"
          label={t("signIn.pin")}
          description={staff === null ? t("signIn.chooseFirst") : undefined}
          error={failure === null ? undefined : failureText(t, failure)}
          value={pin}
          autoComplete="off"
          inputMode="numeric"
          data-testid="sign-in-pin"
          onChange={(event) => setPin(event.currentTarget.value)}
        />
        <Button
          type="submit"
          size="lg"
          loading={busy}
          disabled={staff === null || pin === ""}
          data-testid="sign-in"
        >
          {t("signIn.enter")}
        </Button>
      </form>
    </div>
  );
}
