//! The collector only reads: its syntax is parsed, and every command, .NET call and registry path in it stands on a list.
//!
//! Nobody has run it on Windows here, so this is what is known of it.

use std::collections::BTreeSet;

use knowledge::collector::SCRIPT;
use tree_sitter::{Node, Parser, Tree};

/// Commands that read, and those that only sort, join or print what was read.
const READ_ONLY: [&str; 36] = [
    "ConvertTo-Json",
    "Find-NetRoute",
    "ForEach-Object",
    "Get-Acl",
    "Get-AppxPackage",
    "Get-AuthenticodeSignature",
    "Get-ChildItem",
    "Get-CimInstance",
    "Get-Content",
    "Get-DnsClientServerAddress",
    "Get-HotFix",
    "Get-Item",
    "Get-ItemProperty",
    "Get-LocalGroupMember",
    "Get-NetAdapter",
    "Get-NetConnectionProfile",
    "Get-NetFirewallAddressFilter",
    "Get-NetFirewallPortFilter",
    "Get-NetFirewallProfile",
    "Get-NetFirewallRule",
    "Get-NetIPAddress",
    "Get-NetIPInterface",
    "Get-NetTCPConnection",
    "Get-NetUDPEndpoint",
    "Get-Service",
    "Get-TlsCipherSuite",
    "Get-VpnConnection",
    "Get-WinEvent",
    "Join-Path",
    "Measure-Object",
    "Select-Object",
    "Sort-Object",
    "Split-Path",
    "Test-ComputerSecureChannel",
    "Test-Path",
    "Where-Object",
];
/// Commands that could do more: allowed word for word only.
const WORD_FOR_WORD: [&str; 7] = [
    "Invoke-CimMethod -InputObject $terminalService -MethodName GetGracePeriodDays",
    "cmdkey \"/list:TERMSRV/$Target\"",
    "dsregcmd /status",
    "netsh wlan show interfaces",
    "qwinsta",
    "w32tm /query /source",
    "w32tm /query /status /verbose",
];
/// Kinds of objects that are named.
const TYPES: [&str; 44] = [
    "Activator",
    "ArgumentException",
    "BitConverter",
    "Collections.ArrayList",
    "ComponentModel.Win32Exception",
    "DateTime",
    "Diagnostics.Stopwatch",
    "Environment",
    "Globalization.CultureInfo",
    "Guid",
    "IO.EndOfStreamException",
    "IO.IOException",
    "Math",
    "Net.Dns",
    "Net.IPAddress",
    "Net.NetworkInformation.Ping",
    "Net.NetworkInformation.PingOptions",
    "Net.Security.SslStream",
    "Net.Sockets.SocketException",
    "Net.Sockets.TcpClient",
    "Security.Authentication.SslProtocols",
    "Security.Cryptography.RSACng",
    "Security.Cryptography.SHA256",
    "Security.Cryptography.X509Certificates.RSACertificateExtensions",
    "Security.Cryptography.X509Certificates.X509Certificate2",
    "Security.Principal.SecurityIdentifier",
    "Security.Principal.WindowsBuiltInRole",
    "Security.Principal.WindowsIdentity",
    "Security.Principal.WindowsPrincipal",
    "Text.Encoding",
    "TimeoutException",
    "Type",
    "ValueType",
    "bool",
    "byte",
    "byte[]",
    "char",
    "double",
    "int",
    "int64",
    "ordered",
    "regex",
    "string",
    "void",
];
/// Methods. `Write` and `Read` are those of the connection, `Send` that of ping, `Add` of lists in memory.
const METHODS: [&str; 38] = [
    "Abs",
    "Add",
    "AddHours",
    "AddSeconds",
    "AuthenticateAsClient",
    "Close",
    "ComputeHash",
    "ConnectAsync",
    "Create",
    "CreateInstance",
    "ExpandEnvironmentVariables",
    "Floor",
    "GetAccessRules",
    "GetBaseException",
    "GetBytes",
    "GetCurrent",
    "GetErrorDescription",
    "GetFolderPath",
    "GetHostAddresses",
    "GetHostEntry",
    "GetNameInfo",
    "GetOwner",
    "GetRSAPrivateKey",
    "GetRSAPublicKey",
    "GetStream",
    "GetType",
    "GetTypeFromProgID",
    "GetValue",
    "IsInRole",
    "IsLoopback",
    "NewGuid",
    "Parse",
    "Read",
    "Replace",
    "Round",
    "Send",
    "StartNew",
    "Wait",
];
/// Methods of texts and times, and the making of objects from the list of types.
const PLAIN_METHODS: [&str; 7] =
    ["Substring", "ToLowerInvariant", "ToString", "ToUniversalTime", "Trim", "Write", "new"];
/// Keys of the registry that are read.
const KEYS: [&str; 17] = [
    r"HKLM:\SOFTWARE\Microsoft\Cryptography",
    r"HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion",
    r"HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending",
    r"HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\CredSSP\Parameters",
    r"HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired",
    r"HKLM:\SOFTWARE\Policies\Microsoft\Cryptography\Configuration\SSL\00010002",
    r"HKLM:\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services",
    r"HKLM:\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services\Client",
    r"HKLM:\SOFTWARE\Policies\Microsoft\Windows\CredentialsDelegation",
    r"HKLM:\SYSTEM\CurrentControlSet\Control\Lsa",
    r"HKLM:\SYSTEM\CurrentControlSet\Control\Lsa\FIPSAlgorithmPolicy",
    r"HKLM:\SYSTEM\CurrentControlSet\Control\Lsa\MSV1_0",
    r"HKLM:\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL",
    r"HKLM:\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols",
    r"HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server",
    r"HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp",
    r"HKLM:\SYSTEM\CurrentControlSet\Services\TermService\Parameters",
];

fn parsed(script: &str) -> Tree {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_powershell::LANGUAGE.into()).unwrap();
    parser.parse(script, None).unwrap()
}

/// Every node, the outer ones first.
fn nodes(tree: &Tree) -> Vec<Node<'_>> {
    let mut found = vec![tree.root_node()];
    let mut at = 0;
    while at < found.len() {
        let node = found[at];
        let mut cursor = node.walk();
        found.extend(node.children(&mut cursor));
        at += 1;
    }
    found
}

/// What does not stand on the lists, with its line.
fn beyond(script: &str) -> Vec<String> {
    let tree = parsed(script);
    let text = |node: Node<'_>| &script[node.byte_range()];
    let all = nodes(&tree);
    let own: BTreeSet<&str> = all.iter().filter(|n| n.kind() == "function_name").map(|n| text(*n)).collect();
    let mut beyond = Vec::new();
    let mut tell = |node: Node<'_>, what: &str| {
        beyond.push(format!("line {}: {what} {}", node.start_position().row + 1, text(node)));
    };
    for node in all.iter().copied() {
        let allowed = match node.kind() {
            "ERROR" => false,
            _ if node.is_missing() => false,
            "command" => {
                let words: Vec<&str> = text(node).split_whitespace().collect();
                let name = words.first().copied().unwrap_or("");
                let known = READ_ONLY.contains(&name) || own.contains(name);
                known || WORD_FOR_WORD.contains(&words.join(" ").as_str()) || text(node) == "& $Read"
            }
            "type_literal" => {
                TYPES.contains(&text(node).trim_matches(['[', ']']).trim_end_matches("["))
                    || ["[byte[]]", "[string[]]", "[scriptblock]", "[switch]"].contains(&text(node))
            }
            "invokation_expression" => {
                let mut cursor = node.walk();
                let method = node.children(&mut cursor).filter(|c| c.kind() == "member_name").last().map(text);
                method.is_some_and(|m| METHODS.contains(&m) || PLAIN_METHODS.contains(&m))
            }
            kind if kind.contains("redirect") => false,
            _ => true,
        };
        if !allowed {
            tell(node, node.kind());
        }
    }
    for (place, _) in script.match_indices("HK") {
        let rest = &script[place..];
        let key = rest.split(['\'', '"', '\n']).next().unwrap_or("");
        if key.starts_with("HKLM") || key.starts_with("HKCU") || key.starts_with("HKEY") {
            let quoted = script[..place].ends_with('\'') && KEYS.contains(&key);
            if !quoted {
                beyond.push(format!("registry: {key}"));
            }
        }
    }
    beyond
}

#[test]
fn it_parses_and_only_reads() {
    assert!(SCRIPT.is_ascii(), "Windows PowerShell 5.1 takes it for the old code page");
    let found = beyond(SCRIPT);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn whatever_changes_something_is_found() {
    let changes = [
        "Set-ItemProperty -Path 'HKLM:\\SOFTWARE\\Microsoft\\Cryptography' -Name x -Value 1",
        "Invoke-WebRequest https://example.org/",
        "iex $text",
        "New-Item x",
        "Remove-Item x",
        "Restart-Service TermService",
        "Invoke-CimMethod -InputObject $terminalService -MethodName Delete",
        "cmdkey /delete:TERMSRV/x",
        "w32tm /resync",
        "netsh wlan export profile key=clear",
        "& $other",
        "$x = [IO.File]::ReadAllBytes('x')",
        "[Net.WebClient]::new().DownloadString('https://example.org')",
        "$acl.SetOwner($x)",
        "$key.Export()",
        "Get-Item x > y",
        "Get-Item x | Out-File y",
        "$x = Get-ItemProperty -LiteralPath 'HKLM:\\SAM'",
        "Get-Item (",
    ];
    for change in changes {
        assert!(!beyond(change).is_empty(), "{change} is not found");
    }
    assert!(beyond("Get-Item x | Sort-Object Name").is_empty());
}

#[test]
fn every_list_is_used() {
    let tree = parsed(SCRIPT);
    let commands: BTreeSet<&str> =
        nodes(&tree).into_iter().filter(|n| n.kind() == "command_name").map(|n| &SCRIPT[n.byte_range()]).collect();
    let left: Vec<&&str> = READ_ONLY.iter().filter(|name| !commands.contains(**name)).collect();
    assert!(left.is_empty(), "allowed, and nobody says {left:?}");
    let keys: Vec<&&str> = KEYS.iter().filter(|key| !SCRIPT.contains(&format!("'{key}'"))).collect();
    assert!(keys.is_empty(), "allowed, and not read: {keys:?}");
}

/// What it says at its top is what it does: every log and every field of the registry has its sentence.
#[test]
fn what_it_reads_stands_at_its_top() {
    let top = SCRIPT.split("#>").next().unwrap();
    for word in
        ["certificates", "key files", "firewall", "event logs", "Default.rdp", "pings", "Wi-Fi", "updates", "services"]
    {
        assert!(top.contains(word), "{word}");
    }
    assert!(top.contains("have not run it on Windows"));
}
