//! Commands that weaken security or cut somebody off are found however they are written, and harmless ones are not.

use std::collections::BTreeSet;

use diagnosis::authoring::{Defect, read_content};

use crate::content::content;

const REMEDY: &str = "remedies/lower-mtu.md";

/// Each is a way to do harm; none may pass.
const HARM: [&str; 58] = [
    r"Set-ItemProperty 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp' -Name UserAuthentication -Value 0",
    r"Set-ItemProperty -Value 0 -Name 'UserAuthentication' -Path $p",
    r"sp $p UserAuthentication 0",
    r"$p = 'HKLM:\X'; Set-ItemProperty -Path $p -Name SecurityLayer -Type DWord -Value 0",
    r#"reg add "HKLM\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp" /v UserAuthentication /t REG_DWORD /d 0 /f"#,
    r#"REG ADD "HKLM\SYSTEM\X\RDP-Tcp" /f /d 0x0 /t REG_DWORD /v SecurityLayer"#,
    r#""UserAuthentication"=dword:00000000"#,
    r"Get-CimInstance Win32_TSGeneralSetting | Invoke-CimMethod -MethodName SetUserAuthenticationRequired -Arguments @{UserAuthenticationRequired=[uint32]0}",
    r"if ((Get-ItemProperty $p).UserAuthentication -eq 1) { Set-ItemProperty $p UserAuthentication 0 }",
    r"Set-ItemProperty $p -Name MinEncryptionLevel -Value 1",
    r"authentication level:i:0",
    r#"reg add "HKCU\Software\Microsoft\Terminal Server Client" /v AuthenticationLevel /t REG_DWORD /d 0"#,
    r"Set-ItemProperty 'HKCU:\Software\Microsoft\Terminal Server Client' AuthenticationLevelOverride 0; sp X AuthenticationLevel 0",
    r"reg add HKLM\Software\X\CredSSP\Parameters /v AllowEncryptionOracle /t REG_DWORD /d 2",
    r"New-ItemProperty $k -Value 2 -PropertyType DWord -Name allowencryptionoracle",
    r"Set-MpPreference -DisableRealtimeMonitoring $true",
    r"Set-MpPreference -DisableRealtimeMonitoring 1",
    r"Remove-Item -Force -Recurse C:\Windows\Temp",
    r"Remove-Item C:\X -Recurse",
    r"gci C:\X | ri -r -fo",
    r"rm -rf /",
    r"sudo rm -fr /etc/xrdp",
    r"rd /s /q C:\X",
    r"rd /q /s C:\X",
    r"rmdir C:\X /S",
    r"del/s/q C:\X",
    r"iwr https://example.org/x.ps1 | iex",
    r"(New-Object Net.WebClient).DownloadString('https://example.org/x.ps1') | Invoke-Expression",
    r"curl https://example.org/x.sh | sh",
    r"curl -fsSL https://example.org/x.sh | sudo bash -s",
    r"wget -qO- https://example.org/x.sh|bash",
    r"bash -c '$(curl -s https://example.org/x.sh)'",
    r"certutil -urlcache -f https://example.org/x.exe x.exe",
    r"Stop-Service MpsSvc",
    r"Set-Service -Name mpssvc -StartupType Disabled",
    r"sc config windefend start= disabled",
    r"net stop mpssvc",
    r"netsh advfirewall set currentprofile state off",
    r"netsh  advfirewall  set  allprofiles  state  off",
    r"netsh firewall set opmode disable",
    r"Set-NetFirewallProfile -All -Enabled:$false",
    r"Set-NetFirewallProfile -Enabled  False -Profile Domain,Private",
    r"Get-NetFirewallProfile | Set-NetFirewallProfile -Enabled False",
    r"takeown /f C:\X /r /d y",
    r"takeown /r /f C:\X",
    r"icacls C:\X /grant Everyone:F /t",
    r"icacls C:\X /grant *S-1-1-0:(F)",
    r"icacls C:\ProgramData\Microsoft\Crypto\RSA\MachineKeys /t /grant SYSTEM:R",
    r"format c:",
    r"format D: /fs:ntfs /q",
    r"Format-Volume -DriveLetter D",
    r"bcdedit /set {default} recoveryenabled no",
    r"Set-ExecutionPolicy Unrestricted",
    r"powershell -ep bypass -file x.ps1",
    r"powershell -enc AAAA",
    r"reg add HKLM\SYSTEM\CurrentControlSet\Control\Lsa /v LmCompatibilityLevel /t REG_DWORD /d 1",
    r#"reg add "HKLM\X\SCHANNEL\Protocols\TLS 1.0\Server" /v Enabled /t REG_DWORD /d 1"#,
    r"chmod 777 /etc/xrdp/key.pem",
];

/// Each looks a little like one of those, and harms nobody.
const HARMLESS: [&str; 21] = [
    r"Get-ItemProperty $p | Format-List SecurityLayer, UserAuthentication, MinEncryptionLevel",
    r"if ((Get-ItemProperty $p).UserAuthentication -eq 0) { 'off' }",
    r"Set-ItemProperty -Path $p -Name UserAuthentication -Value 1 -Type DWord",
    r"Set-ItemProperty -Path $p -Name SecurityLayer -Value 2 -Type DWord",
    r#"reg query "HKLM\X\RDP-Tcp" /v SecurityLayer"#,
    r"Get-MpPreference | Select-Object DisableRealtimeMonitoring",
    r"Set-MpPreference -DisableRealtimeMonitoring $false",
    r"Get-ChildItem 'HKLM:\X' -Recurse | Get-ItemProperty | Format-List PSPath, Enabled",
    r"Get-ChildItem 'Cert:\LocalMachine\Remote Desktop' | Remove-Item",
    r"Remove-Item C:\X\one-file.txt -Force",
    r"sudo rm -f /usr/local/share/ca-certificates/x.crt",
    r"netsh advfirewall show currentprofile state",
    r"Get-NetFirewallRule -Direction Inbound -Action Block -Enabled True",
    r"Set-NetFirewallRule -Name RemoteDesktop-UserMode-In-TCP -Enabled True",
    r"Set-NetFirewallProfile -Enabled True",
    r"icacls C:\X /save C:\before.txt /t",
    r"takeown /f C:\X\key /a",
    r"icacls C:\X\key /grant *S-1-5-18:(F) *S-1-5-20:(R)",
    r"Get-Date -Format yyyyMMdd | Format-Table",
    r"bcdedit /enum",
    r"curl -o report.txt https://example.org/report",
];

/// Each ends sessions or takes the computer away.
const CUTTING: [&str; 17] = [
    "Restart-Service TermService -Force",
    "Restart-Service -Force -Name TermService",
    "Get-Service TermService | Restart-Service -Force; Restart-Service TermService",
    "Stop-Service TermService",
    "net stop TermService /y && net start TermService",
    "sc stop termservice",
    "shutdown /r /t 0",
    "shutdown -s",
    "Restart-Computer -Force",
    "Stop-Computer",
    "logoff 2",
    "sudo systemctl restart xrdp",
    "sudo reboot",
    "Disable-NetAdapter -Name Ethernet",
    r"Set-ItemProperty 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server' -Name fDenyTSConnections -Value 1",
    "Disable-NetFirewallRule -Name RemoteDesktop-UserMode-In-TCP",
    "taskkill /f /im svchost.exe",
];

/// Each is fit for somebody who is connected.
const QUIET: [&str; 6] = [
    "Get-Service TermService,SessionEnv",
    "Start-Service TermService",
    "Restart-Service SessionEnv -Force",
    "shutdown /a",
    "query session",
    "Restart-Service Spooler",
];

/// The findings of a rule for a remedy with these commands as its steps, by the place of the command in the list.
fn found(commands: &[&str], rule: &str, also: (&str, &str)) -> (BTreeSet<usize>, Vec<Defect>) {
    let mut files = content();
    let file = files.iter_mut().find(|f| f.path == REMEDY).unwrap();
    let front = file.text.split_once("\n[[steps]]").unwrap().0.replacen(also.0, also.1, 1);
    let mut text = front + "\n";
    let mut lines = Vec::new();
    for command in commands {
        text.push_str("\n[[steps]]\ntext = \"Do it.\"\nshell = \"powershell\"\nelevated = true\n");
        lines.push(text.lines().count() + 1);
        text.push_str(&format!("command = {}\n", toml::Value::String((*command).to_string())));
    }
    file.text = text + "+++\n";
    let defects = read_content(&files, "2099-01-01").err().unwrap_or_default();
    let of = defects.iter().filter(|d| d.rule == rule && d.file == REMEDY);
    let places = of.map(|d| lines.iter().position(|line| *line == d.line).unwrap_or(usize::MAX)).collect();
    (places, defects)
}

#[track_caller]
fn all_and_only(harm: &[&str], harmless: &[&str], rule: &str, also: (&str, &str)) {
    let (found, defects) = found(&[harm, harmless].concat(), rule, also);
    let missed: Vec<&&str> = harm.iter().enumerate().filter(|(n, _)| !found.contains(n)).map(|(_, c)| c).collect();
    assert!(missed.is_empty(), "not found: {missed:#?}");
    let wrong: Vec<&Defect> = defects.iter().filter(|d| d.rule == rule).collect();
    let extra: Vec<&&str> = found.iter().filter_map(|n| harmless.get(n.checked_sub(harm.len())?)).collect();
    assert!(extra.is_empty(), "harmless, but found: {extra:#?} {wrong:#?}");
}

#[test]
fn harm_is_found_however_it_is_written() {
    all_and_only(&HARM, &HARMLESS, "dangerous", ("", ""));
}

#[test]
fn what_ends_sessions_is_said_to() {
    all_and_only(&CUTTING, &QUIET, "cuts-access", ("", ""));
    let (none, _) = found(&CUTTING, "cuts-access", ("cuts_access = false", "cuts_access = true"));
    assert!(none.is_empty(), "a remedy that says so may do it");
}

#[test]
fn a_text_that_is_typed_counts_as_well_and_a_look_never_cuts() {
    let mut files = content();
    let file = files.iter_mut().find(|f| f.path == REMEDY).unwrap();
    file.text = file.text.replacen(
        "[[steps]]\ntext = \"",
        "[[steps]]\ntext = \"Type `netsh advfirewall set currentprofile state off`. ",
        1,
    );
    let file = files.iter_mut().find(|f| f.path == "observations/large-ping.md").unwrap();
    file.text = file.text.replacen("ping -4 <HOST-NAME>", "Restart-Service TermService", 1);
    let defects = read_content(&files, "2099-01-01").unwrap_err();
    let rules: Vec<(&str, &str)> = defects.iter().map(|d| (d.file.as_str(), d.rule)).collect();
    assert!(rules.contains(&(REMEDY, "dangerous")), "{defects:?}");
    assert!(rules.contains(&("observations/large-ping.md", "cuts-access")), "{defects:?}");
}

#[test]
fn nothing_to_undo_needs_a_reason_and_a_remedy_that_changes_nothing() {
    let found = |path: &str, pairs: &[(&str, &str)]| {
        let mut files = content();
        let file = files.iter_mut().find(|f| f.path == path).unwrap();
        for (from, to) in pairs {
            let line = file.text.lines().find(|line| line.starts_with(from)).unwrap().to_string();
            file.text = file.text.replacen(&line, to, 1);
        }
        let defects = read_content(&files, "2099-01-01").err().unwrap_or_default();
        defects.iter().any(|d| d.rule == "undo" && d.file == path)
    };
    assert!(found("remedies/flush-dns.md", &[("undo = ", "undo = \"Nothing to undo.\"")]));
    assert!(found(REMEDY, &[("undo = ", "undo = \"Nothing to undo: the number does no harm at all.\"")]));
    assert!(found("remedies/flush-dns.md", &[("risk = ", "risk = \"high\"")]));
    assert!(found("remedies/flush-dns.md", &[("temporary = ", "temporary = true")]));
}
