import { Button } from "@mantine/core";
import { useTexts } from "../ui/i18n/index.ts";
import { LanguageSwitch } from "../ui/language-switch.tsx";
import { PasswordForm } from "./password-form.tsx";
import { useSession } from "./session.ts";
import "./sign-in.css";

/** The password that an administrator gave is changed before anything else. */
export function FirstPassword() {
  const { t } = useTexts();
  const { me, signOut } = useSession();
  return (
    <main className="entry" data-testid="first-password">
      <div className="entry-language">
        <LanguageSwitch />
      </div>
      <div className="entry-card">
        <header>
          <p>{me?.name}</p>
          <h1>{t("districtWeb.password.firstTitle")}</h1>
        </header>
        <p className="entry-help">{t("districtWeb.password.firstHelp")}</p>
        <PasswordForm size="lg" />
        <Button variant="subtle" onClick={() => void signOut()}>
          {t("districtWeb.signOut")}
        </Button>
      </div>
    </main>
  );
}
