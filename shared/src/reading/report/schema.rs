//! The fields of a report as the collector writes them: `knowledge/collector/collect.ps1`, described in `docs/collector.md`.
//!
//! Every field may be missing or null, because each look of the collector may fail by itself, and fields that are not known
//! here are passed over. A field that is there must have its type.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Deserialize;

/// What a field holds if it is there.
pub(super) type Maybe<T> = Option<T>;

/// Declares parts of a report. All of them read the same way, so this stands here once.
macro_rules! parts {
    ($($(#[$doc:meta])* $name:ident { $($(#[$renamed:meta])* $field:ident: $kind:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, Deserialize)]
        #[serde(default, rename_all = "camelCase")]
        pub(super) struct $name {
            $($(#[$renamed])* pub(super) $field: Maybe<$kind>,)*
        }
    )*};
}

parts! {
    /// What every report begins with.
    Head { schema: String, role: String, }
    /// The computer that is reached.
    Host {
        collector: String, collected_utc: String, elevated: bool, attempt_utc: String, hashed: Hashed, os: Os, name: Name,
        services: Vec<Service>, term_service_dll: ServiceDll, listener: Listener, rdp: Rdp, certs: Vec<Certificate>,
        keys: Keys, tls: Tls, firewall: Firewall, auth_policy: AuthPolicy, time: Clock, resources: Resources,
        licensing: Licensing, updates: Updates, network: Network, third_party: ThirdParty, logs: Vec<Log>,
        events: Vec<Event>, event_counts24h: BTreeMap<String, u64>, errors: Vec<Failure>,
    }
    /// The computer one connects from.
    Client {
        collector: String, collected_utc: String, hashed: Hashed, os: Os, mstsc: Mstsc, target: Target, tcp: Tcp,
        tls_probe: TlsProbe, tls: Tls, path: Path, lookups: Lookups, wifi: Wifi, vpn: Vec<Vpn>, policy: ClientPolicy,
        creds: Credentials, rdp_file: RdpFile, addresses: Vec<String>, time: Clock, logs: Vec<Log>, events: Vec<Event>,
        last_disconnect_reason: i64, errors: Vec<Failure>,
    }
    /// Whether names are hashed, and with which salt: two reports can be compared only with the same one.
    Hashed { names: bool, salt_id: String, }
    /// A look of the collector that failed.
    Failure { look: String, text: String, }
    /// The operating system.
    Os {
        caption: String, edition: String, build: String, ubr: i64, install_utc: String, last_boot_utc: String,
        uptime_hours: f64, domain_role: i64, part_of_domain: bool, entra_joined: bool,
    }
    /// Names, as the collector compares them itself: the GUID and the SID are always hashed.
    Name { computer: String, fqdn: String, machine_guid: String, machine_sid: String, }
    /// A service; `status` is `Missing` where there is none of this name.
    Service { name: String, status: String, start_type: String, pid: i64, exit_code: i64, }
    /// The file that TermService runs.
    ServiceDll { path: String, file_version: String, is_default: bool, signed: String, }
    /// Who listens.
    Listener {
        qwinsta: String, listen: bool, port: i64, port_owner_pid: i64, port_owner_is_term_service: bool,
        udp_listening: bool,
    }
    /// Settings of Remote Desktop, and those of policies, which win.
    Rdp {
        #[serde(rename = "fDenyTSConnections")] f_deny_ts_connections: i64, f_deny_policy: i64, f_enable_win_station: i64, security_layer: i64,
        security_layer_policy: i64, user_authentication: i64, user_authentication_policy: i64,
        min_encryption_level: i64, f_allow_sec_protocol_negotiation: i64, max_instance_count: i64,
        select_transport: i64, keep_alive_enable: i64, keep_alive_interval: i64, self_signed_cert_store: String,
        ssl_hash_registry: String, ssl_hash_wmi: String,
    }
    /// A certificate of the stores `Remote Desktop` and `My`.
    Certificate {
        store: String, thumbprint: String, subject: String, dns_names: Vec<String>, issuer: String,
        self_signed: bool, name_matches: bool, not_before: String, not_after: String, days_left: i64,
        has_private_key: bool, key_alg: String, key_bits: i64, sig_alg: String, provider: String,
        eku_server_auth: bool, bound: bool,
    }
    /// Key files and their rights; never a key.
    Keys { f686_files: Vec<KeyFile>, folder_sddl: String, folder_default: bool, bound_key_file: BoundKey, }
    /// A file of the key that Windows makes for Remote Desktop.
    KeyFile {
        name: String, suffix_matches_machine_guid: bool, length_bytes: i64, acl_sddl: String, owner: String,
        system_full: bool, network_service_read: bool,
    }
    /// The key file of the certificate in use.
    BoundKey { path: String, exists: bool, acl_sddl: String, network_service_read: bool, }
    /// Encryption settings, and a handshake of the computer with itself.
    Tls {
        schannel_key_exists: bool, odd_values: i64, protocols: Vec<Protocol>, cipher_suites: Vec<String>,
        cipher_policy: String, fips: i64, self_probe: SelfProbe,
    }
    /// One version of TLS on one side.
    Protocol { version: String, side: String, enabled: i64, disabled_by_default: i64, }
    /// The handshake with itself. `errorKind` is closed, alert, timeout, refused or other.
    SelfProbe {
        ok: bool, protocol: String, thumbprint: String, matches_bound: bool, error: String, error_kind: String, ms: i64,
    }
    /// The firewall of Windows, and products that have registered with it.
    Firewall {
        profiles: Vec<Profile>, network_category: Vec<Category>, rdp_rules: Vec<FirewallRule>,
        block_rules_for3389: i64, block_rules: Vec<FirewallRule>, security_products: Vec<Product>,
    }
    /// One profile of the firewall.
    Profile { name: String, enabled: bool, }
    /// What Windows takes a network for.
    Category { alias: String, category: String, }
    /// A rule of the firewall.
    FirewallRule {
        name: String, enabled: bool, profile: String, direction: String, action: String, remote_address: Vec<String>,
    }
    /// A registered security product.
    Product { name: String, state: i64, }
    /// Policies of signing in.
    AuthPolicy {
        lm_compatibility_level: i64, restrict_receiving_ntlm: i64, restrict_sending_ntlm: i64,
        allow_encryption_oracle: i64, disable_domain_creds: i64, disable_restricted_admin: i64,
        limit_blank_password_use: i64, secure_channel_ok: bool, rdu_members_count: i64,
    }
    /// The clock; `offsetSec` is this computer minus its source.
    Clock { source: String, offset_sec: f64, last_sync_utc: String, }
    /// What is left.
    Resources {
        cpu_pct: f64, #[serde(rename = "memFreeMB")] mem_free_mb: f64, #[serde(rename = "memTotalMB")] mem_total_mb: f64, commit_pct: f64, #[serde(rename = "sysDriveFreeGB")] sys_drive_free_gb: f64,
        tcp_established: i64, tcp_time_wait: i64, rdp_connections: i64, sessions: Vec<Session>,
    }
    /// A session.
    Session { id: i64, state: String, idle_min: i64, }
    /// Licences of a session host.
    Licensing { rdsh: bool, mode: i64, grace_days_left: i64, }
    /// Updates, the newest first.
    Updates { last10: Vec<Update>, pending_reboot: bool, }
    /// An update.
    Update { kb: String, installed_on: String, }
    /// Adapters and addresses.
    Network { adapters: Vec<Adapter>, vpn_adapters: i64, ipv4: Vec<String>, ipv6: Vec<String>, proxy: String, }
    /// A network adapter.
    Adapter {
        alias: String, status: String, link_mbps: i64, mtu: i64, driver_date: String, allow_power_off: bool,
    }
    /// Other programs, by the names of their services.
    ThirdParty {
        rdp_wrapper: bool, ban_tools: Vec<String>, remote_tools: Vec<String>, vpn_clients: Vec<String>, av: Vec<String>,
    }
    /// Whether a log could be read.
    Log { channel: String, ok: bool, }
    /// An entry of a log. `reason` is the service, module or reason number; `account` how the account was written.
    Event {
        id: i64, provider: String, channel: String, utc: String, level: i64, status: String, sub_status: String,
        reason: String, account: String, text: String,
    }
    /// The program that connects.
    Mstsc {
        file_version: String, uninstalled: bool, store_remote_desktop: bool, windows_app: String, error_text: String,
    }
    /// What one connects to.
    Target {
        input: String, resolved: Vec<Resolved>, resolver_servers: Vec<String>, route_interface: String,
        route_is_vpn: bool, on_link: bool, is_self: bool,
    }
    /// An address of the name.
    Resolved { ip: String, family: i64, private: bool, }
    /// The TCP connect.
    Tcp {
        port: i64, ok: bool, ms: i64, remote_address: String, local_address: String, ipv4_ok: bool, ipv6_ok: bool,
    }
    /// The handshake from here.
    TlsProbe {
        x224_selected: i64, neg_failure: i64, ok: bool, protocol: String, thumbprint: String, subject: String,
        issuer: String, not_after: String, closed_after_ms: i64, error: String, error_kind: String,
    }
    /// The way, by pings. `mtuProbe` is the largest packet that passed; `mtuStall` that larger ones vanished silently.
    Path {
        sent: i64, loss_pct: f64, rtt_min_ms: f64, rtt_avg_ms: f64, rtt_max_ms: f64, jitter_ms: f64, mtu_probe: i64,
        mtu_stall: bool, hops: i64,
    }
    /// Connections to port 80 that got no answer while an attempt waited.
    Lookups { syn_sent80: i64, }
    /// The radio.
    Wifi { signal_pct: i64, band: String, }
    /// A VPN.
    Vpn { name: String, status: String, mtu: i64, }
    /// Policies of the client.
    ClientPolicy {
        #[serde(rename = "fClientDisableUDP")] f_client_disable_udp: i64, allow_encryption_oracle: i64, authentication_level: i64,
        restricted_remote_administration: i64,
    }
    /// Saved sign-ins for the target: how many, never which.
    Credentials { termsrv_entries: i64, }
    /// Settings of the connection file.
    RdpFile {
        gateway_usage_method: i64, gateway_host: String, enable_rds_aad_auth: i64, negotiate_security_layer: i64,
        enable_cred_ssp: i64, redirections: Vec<String>,
    }
}
