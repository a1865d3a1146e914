import { Menu, Modal } from "@mantine/core";
import { IconChevronDown, IconKey, IconLogout, IconUser } from "@tabler/icons-react";
import { Suspense, useEffect, useState } from "react";
import type { Me } from "../../contract/district-accounts.ts";
import { useTexts } from "../ui/i18n/index.ts";
import { LanguageSwitch } from "../ui/language-switch.tsx";
import { areas } from "./areas.ts";
import { PasswordForm } from "./password-form.tsx";
import { ProductName } from "./product-name.tsx";
import { addressOf, goTo, useRoute } from "./route.ts";
import { useSession } from "./session.ts";
import "./shell.css";
import { FailureLine } from "./ui/failure-line.tsx";
import { isAsking } from "./ui/is-asking.ts";
import { Loading } from "./ui/loading.tsx";
import { PageFault } from "./ui/page-fault.tsx";

/** What surrounds every page: where one is, where else the role may go, who is signed in. */
export function Shell({ me, inert }: { me: Me; inert: boolean }) {
  const { t } = useTexts();
  const [wanted] = useRoute();
  const mine = areas.filter(({ id }) => me.areas.includes(id));
  const here = mine.find(({ id }) => id === wanted) ?? mine[0];
  useAreaKeys(mine.map(({ id }) => id));
  return (
    <div className="shell" inert={inert} data-testid="shell">
      <header className="shell-bar">
        <span className="shell-product">
          <ProductName />
        </span>
        <nav aria-label={t("districtWeb.areas")}>
          {mine.map(({ id }, index) => (
            <a
              key={id}
              href={addressOf(id)}
              aria-current={id === here?.id ? "page" : undefined}
              aria-keyshortcuts={`Alt+${index + 1}`}
              data-testid={`area-${id}`}
            >
              {t(`districtWeb.area.${id}`)}
              <kbd>Alt {index + 1}</kbd>
            </a>
          ))}
        </nav>
        <LanguageSwitch />
        <AccountMenu me={me} />
      </header>
      <PageFault key={here?.id}>
        <Suspense fallback={<Loading />}>{here === undefined ? <Nothing /> : <here.page />}</Suspense>
      </PageFault>
    </div>
  );
}

function Nothing() {
  const { t } = useTexts();
  return <main className="page-empty">{t("districtWeb.noArea")}</main>;
}

function AccountMenu({ me }: { me: Me }) {
  const { t } = useTexts();
  const { signOut, failure } = useSession();
  const [changing, setChanging] = useState(false);
  const [leaving, setLeaving] = useState(false);
  return (
    <>
      <Menu position="bottom-end" transitionProps={{ duration: 0 }} width={260}>
        <Menu.Target>
          <button type="button" className="shell-account" data-testid="account-menu">
            <IconUser size={20} aria-hidden="true" />
            <span>
              <strong>{me.name}</strong>
              <small>{t(`districtWeb.role.${me.role}`)}</small>
            </span>
            <IconChevronDown size={16} aria-hidden="true" />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconKey size={18} />}
            data-testid="change-password"
            onClick={() => {
              useSession.setState({ failure: null });
              setChanging(true);
            }}
          >
            {t("districtWeb.password.title")}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconLogout size={18} />}
            data-testid="sign-out"
            onClick={() => {
              setLeaving(true);
              void signOut();
            }}
          >
            {t("districtWeb.signOut")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {leaving && failure !== null ? <FailureLine failure={failure} floating /> : null}
      <Modal
        opened={changing}
        onClose={() => setChanging(false)}
        title={t("districtWeb.password.title")}
        centered
        transitionProps={{ duration: 0 }}
        closeButtonProps={{ "aria-label": t("districtWeb.close") }}
      >
        <PasswordForm onDone={() => setChanging(false)} />
      </Modal>
    </>
  );
}

/** Alt and the digit of an area lead there from wherever one is. */
function useAreaKeys(ids: readonly string[]): void {
  const keys = ids.join(" ");
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!event.altKey || event.ctrlKey || event.metaKey || isAsking()) return;
      const id = keys.split(" ")[Number(event.code.replace("Digit", "")) - 1];
      if (id === undefined) return;
      event.preventDefault();
      goTo(id);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [keys]);
}
