import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { failureText } from "./errors.ts";
import { useHallLine } from "./hall-line.ts";
import { useTexts } from "./i18n/index.ts";

/** A browser that the hall does not know yet: asks for the code that the host shows. */
export function HallPairing() {
  const { t } = useTexts();
  const { refusal, pair } = useHallLine();
  const [code, setCode] = useState("");
  const [name, setName] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    pair(code, name.trim() === "" ? t("hallPairing.unnamed") : name.trim());
  };
  return (
    <main className="gate" data-testid="hall-pairing">
      <h1>{t("hallPairing.title")}</h1>
      <p>{t("hallPairing.help")}</p>
      <form className="gate-form" onSubmit={submit}>
        <TextInput
          size="lg"
          label={t("hallPairing.code")}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          placeholder="XXXXX-XXXXX"
          autoComplete="off"
          autoFocus
          data-testid="pairing-code"
        />
        <TextInput
          size="lg"
          label={t("hallPairing.name")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={80}
        />
        <Button size="lg" type="submit" disabled={code.trim() === ""} data-testid="pairing-enter">
          {t("hallPairing.enter")}
        </Button>
      </form>
      {refusal === null ? null : (
        <p role="alert" className="gate-failure" data-testid="pairing-refused">
          {failureText(t, refusal)}
        </p>
      )}
    </main>
  );
}
