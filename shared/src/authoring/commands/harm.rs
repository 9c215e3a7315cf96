//! The rules themselves, as sets of words.

/// A statement fulfils a rule if it has a word of each set, in any order, and none that excuses it.
pub(super) struct Rule {
    /// Sets of patterns: verb, target, value.
    pub(super) all: &'static [&'static [&'static str]],
    /// A word that makes it harmless.
    pub(super) unless: &'static [&'static str],
    /// Why it is found.
    pub(super) why: &'static str,
}

const fn rule(all: &'static [&'static [&'static str]], why: &'static str) -> Rule {
    Rule { all, unless: &[], why }
}

const fn unless(all: &'static [&'static [&'static str]], unless: &'static [&'static str], why: &'static str) -> Rule {
    Rule { all, unless, why }
}

/// Commands that only show something, as the first word of a command in a pipeline.
pub(super) const READS: &[&str] = &[
    "get-*",
    "test-*",
    "select-*",
    "format-table",
    "format-list",
    "format-wide",
    "sort-*",
    "where-object",
    "measure-*",
    "out-string",
    "out-null",
    "findstr",
    "more",
    "type",
    "dir",
    "ls",
    "echo",
    "qwinsta",
    "query",
    "gpresult",
    "whoami",
    "ipconfig",
    "ping",
    "tracert",
    "pathping",
    "nslookup",
    "resolve-*",
    "systeminfo",
    "tasklist",
];

/// Words of commands that change a setting.
pub(super) const WRITES: &[&str] = &[
    "set",
    "set-*",
    "sp",
    "new-item*",
    "new-net*",
    "new-service",
    "ni",
    "remove-item",
    "remove-itemproperty",
    "rp",
    "clear-item*",
    "rename-item*",
    "add-*",
    "disable-*",
    "enable-*",
    "uninstall-*",
    "install-*",
    "add",
    "delete",
    "import",
    "setx",
    "invoke-cimmethod",
    "import-*",
    "regsvr32",
    "takeown",
    "/grant",
    "/deny",
    "/remove",
    "/config",
];

const INTERPRETERS: &[&str] =
    &["sh", "bash", "zsh", "dash", "python*", "perl", "pwsh", "powershell*", "iex", "cmd", "cmd.exe"];
const DOWNLOADS: &[&str] =
    &["curl*", "wget*", "iwr", "irm", "invoke-webrequest", "invoke-restmethod", "*downloadstring*", "*.webclient"];
const DELETES: &[&str] = &["remove-item", "rm", "ri", "del", "erase", "rd", "rmdir"];
const STOPS: &[&str] = &["stop", "stop-service", "spsv", "disabled", "delete", "remove-service", "disable"];
const SERVICES: &[&str] =
    &["stop-service", "spsv", "set-service", "remove-service", "net", "net1", "sc", "sc.exe", "wmic", "systemctl"];
const NLA: &str = "It switches network level authentication off.";
const LAYER: &str = "It removes the encryption layer.";
const PROTECTION: &str = "It switches protection off.";
const FIREWALL: &str = "It switches the firewall off.";
const MANY: &str = "It deletes more than one thing.";
const DISK: &str = "It deletes a disk.";
const UNREAD: &str = "It runs what it downloads, unread.";
const RIGHTS: &str = "It changes the rights of everything below, and cannot be taken back.";

/// What weakens security or touches more than it should, in whichever way it is written.
pub(super) const DANGEROUS: &[Rule] = &[
    // Remote Desktop's own protection.
    rule(&[&["*userauthentication", "*userauthenticationrequired"], &["0"]], NLA),
    rule(&[&["*securitylayer"], &["0"]], LAYER),
    rule(&[&["*minencryptionlevel"], &["0", "1"]], "It allows weak encryption."),
    rule(&[&["*authenticationlevel"], &["0"]], "It connects to whatever answers, without a warning."),
    rule(&[&["authentication"], &["level"], &["i"], &["0"]], "It connects to whatever answers, without a warning."),
    rule(&[&["*enablecredsspsupport"], &["0"]], NLA),
    rule(&[&["negotiate"], &["security"], &["layer"], &["i"], &["0"]], LAYER),
    unless(
        &[&["*allowencryptionoracle"], &["1", "2", "set-*", "sp", "new-*", "add"]],
        &["0"],
        "It keeps a known hole open.",
    ),
    rule(&[&["*lmcompatibilitylevel"], &["0", "1", "2"]], "It brings an old, broken sign-in back."),
    rule(
        &[&["*\\ssl", "*\\tls"], &["1.0*", "1.1*", "2.0*", "3.0*"], &["enabled"], &["1", "4294967295"]],
        "It brings an old, broken protocol back.",
    ),
    rule(&[&["*enablelua"], &["0"]], PROTECTION),
    // Protection of Windows.
    unless(
        &[&[
            "*disablerealtimemonitoring",
            "*disableantispyware",
            "*disablebehaviormonitoring",
            "*disableioavprotection",
        ]],
        &["$false", "0"],
        PROTECTION,
    ),
    rule(&[&["add-mppreference"], &["~-exclusionpath"], &["c:", "c:\\", "\\"]], PROTECTION),
    rule(&[SERVICES, STOPS, &["mpssvc", "bfe"]], FIREWALL),
    rule(&[SERVICES, STOPS, &["windefend", "wdnissvc", "sense", "securityhealthservice", "wscsvc"]], PROTECTION),
    rule(&[&["netsh"], &["advfirewall", "firewall"], &["state", "opmode", "mode"], &["off", "disable"]], FIREWALL),
    rule(&[&["netsh"], &["advfirewall"], &["reset"]], "It drops every rule of the firewall."),
    rule(&[&["set-netfirewall*"], &["~-enabled"], &["false", "$false", "0"]], FIREWALL),
    rule(&[&["*enablefirewall"], &["0"]], FIREWALL),
    rule(&[&["ufw"], &["disable", "reset"]], FIREWALL),
    rule(&[&["iptables", "ip6tables"], &["-f", "--flush"]], "It drops every rule of the firewall."),
    rule(&[SERVICES, STOPS, &["firewalld", "ufw", "nftables", "firewalld.service", "ufw.service"]], FIREWALL),
    // Scripts that nobody read.
    rule(&[&["iex", "invoke-expression"]], "It runs what it downloads."),
    rule(&[DOWNLOADS, &["|"], INTERPRETERS], UNREAD),
    rule(&[DOWNLOADS, &["sh", "bash", "zsh", "iex", "invoke-expression"]], UNREAD),
    rule(&[&["mshta", "mshta.exe"]], UNREAD),
    rule(&[&["certutil", "certutil.exe"], &["-urlcache", "/urlcache"]], UNREAD),
    rule(&[&["set-executionpolicy"]], "It lowers the script policy for good."),
    rule(&[&["~-executionpolicy", "-ep"], &["bypass", "unrestricted"]], "It runs scripts whatever the policy says."),
    rule(
        &[&["powershell*", "pwsh*"], &["-e", "-ec", "-en", "-enc", "-encodedcommand"]],
        "Nobody can read what it runs.",
    ),
    // Deleting.
    rule(&[DELETES, &["~-recurse", "--recursive", "-rf", "-fr", "-rfv", "-rv", "-vrf"]], MANY),
    rule(&[&["rd", "rmdir", "del", "erase"], &["/s", "/s/*"]], MANY),
    rule(&[&["rd/s*", "rmdir/s*", "del/s*", "erase/s*", "del/f/s*", "del/q/s*", "rd/q/s*"]], MANY),
    rule(&[&["find"], &["-delete"]], MANY),
    rule(&[&["reg"], &["delete"], &["hklm", "hkcu", "hkcr", "hklm\\system", "hklm\\software"]], MANY),
    rule(&[&["format", "format.com"], &["c:", "d:", "e:", "f:", "g:"]], DISK),
    rule(&[&["format-volume", "clear-disk", "initialize-disk", "diskpart", "mkfs*", "wipefs"]], DISK),
    rule(&[&["dd"], &["/dev/*"]], DISK),
    rule(&[&["vssadmin", "wbadmin"], &["delete"]], "It deletes the way back."),
    // Rights and start.
    rule(&[&["takeown", "takeown.exe"], &["/r"]], RIGHTS),
    unless(&[&["icacls", "icacls.exe", "cacls"], &["/t"]], &["/save", "/restore", "/verify", "/findsid"], RIGHTS),
    rule(
        &[&["icacls", "icacls.exe", "cacls"], &["everyone", "*s-1-1-0", "*s-1-5-11", "users"], &["f", "m"]],
        "It gives everybody the rights.",
    ),
    rule(&[&["chmod"], &["777", "666", "a+rwx", "a+rw", "o+rwx"]], "It gives everybody the rights."),
    rule(
        &[&["net", "net1", "add-localgroupmember"], &["administrators", "s-1-5-32-544"], &["/add", "add-*"]],
        "It gives more rights than this fault ever needs.",
    ),
    unless(&[&["bcdedit", "bcdedit.exe"]], &["/enum", "/export"], "It changes how Windows starts."),
];

/// What ends sessions, or leaves the computer unreachable.
pub(super) const CUTS: &[Rule] = &[
    rule(&[&["stop-service", "spsv"]], "A stopped service ends what runs on it."),
    rule(&[&["net", "net1", "sc", "sc.exe"], &["stop"]], "A stopped service ends what runs on it."),
    rule(&[&["restart-service"], &["termservice", "umrdpservice", "tsgateway", "rasman"]], "It ends the sessions."),
    rule(
        &[&["systemctl", "service"], &["restart", "stop"], &["xrdp*", "gnome-remote-desktop*", "network*"]],
        "It ends the sessions.",
    ),
    unless(&[&["shutdown", "shutdown.exe"]], &["/a", "-a", "/?"], "It ends the sessions."),
    rule(
        &[&["restart-computer", "stop-computer", "reboot", "poweroff", "halt", "logoff", "rwinsta", "tsdiscon"]],
        "It ends the sessions.",
    ),
    rule(&[&["disable-netadapter", "restart-netadapter"]], "It takes the computer off the network."),
    rule(
        &[&["taskkill", "stop-process", "kill"], &["svchost*", "lsass*", "winlogon*", "csrss*"]],
        "It ends the sessions.",
    ),
];

/// What closes Remote Desktop for good. Taken back, it may have been so before.
pub(super) const LOCKS_OUT: &[Rule] = &[
    rule(&[&["*fdenytsconnections"], &["1"]], "It closes Remote Desktop."),
    rule(
        &[&["disable-netfirewallrule", "remove-netfirewallrule"], &["*remotedesktop*", "remote", "*28752*"]],
        "It closes Remote Desktop.",
    ),
];
