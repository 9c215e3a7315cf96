<#
fix904 collector: reads what can explain Remote Desktop error 0x904, and prints it as one JSON text.

It only reads. It changes nothing, downloads nothing, loads no module from elsewhere, and sends nothing to the portal.
It never reads a password, a key, the content of a file of yours, or the names of saved sign-ins.
The authors have not run it on Windows. Its syntax and every command in it are checked by a test.

On the computer that is reached (-Role Host), as administrator:
  - version of Windows, when it was installed and started, whether it belongs to a domain or to a cloud directory
  - the computer's name; its machine GUID only as a hash
  - the services of Remote Desktop and those they need, and the file that Remote Desktop runs
  - who listens on the port of Remote Desktop; the state of the listener, without the names of sessions
  - the settings of Remote Desktop and its policies in the registry
  - the certificates of the stores "Remote Desktop" and "My": names, dates, use; of their keys only whether there is one
  - who may read the key files; never a key
  - the settings of TLS, and one TLS handshake of the computer with itself
  - firewall profiles, rules of Remote Desktop and rules that block; names of registered security products
  - policies of signing in, and whether the trust to the domain is sound
  - the clock's source and difference, processor, memory, disk, number of connections and sessions
  - licensing mode, the last 10 updates, whether a restart is pending
  - network adapters and addresses; services of other remote tools, ban tools and VPN programs
  - the entries of the event logs whose numbers are listed below, of the last 7 days, at most 20 of each; of refused
    sign-ins the status and how the account was written, not the account

On the computer you connect from (-Role Client -Target NAME), without administrator rights:
  - version of Windows and of the Remote Desktop programs, and Windows' own words for 0x904
  - the addresses of the target's name, and the way to it
  - one TCP connect to each address, and one TLS handshake with the target, without signing in
  - 50 pings and some of other sizes to the target
  - pending connections to port 80, policies of the client, how many sign-ins are saved for the target
  - five settings of Documents\Default.rdp
  - Wi-Fi signal, VPN connections, the clock's difference
  - the entries of the client's log of Remote Desktop of the last 24 hours

-HashNames replaces names and addresses by hashes. To compare two hashed reports, give both runs the same -Salt.
-Attempt is the time of a failed attempt by the clock of this computer, such as '2026-11-20 09:30:00'.

  powershell -ExecutionPolicy Bypass -File collect.ps1 -Role Host > host.json
  powershell -ExecutionPolicy Bypass -File collect.ps1 -Role Client -Target pc-17 > client.json
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)][ValidateSet('Host', 'Client')][string]$Role,
    [string]$Target = '',
    [int]$Port = 3389,
    [string]$Attempt = '',
    [switch]$HashNames,
    [string]$Salt = '',
    [int]$Seconds = 180
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$schema = 'fix904-report-1'
$version = '1.0.0'
$deadline = [DateTime]::UtcNow.AddSeconds($Seconds)
$failures = [Collections.ArrayList]::new()
if ($Salt -eq '') { $Salt = [Guid]::NewGuid().ToString() }

$terminal = 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server'
$station = 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp'
$policy = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services'
$clientPolicy = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services\Client'
$schannel = 'HKLM:\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols'
$lsa = 'HKLM:\SYSTEM\CurrentControlSet\Control\Lsa'
$core = 'Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational'
$manager = 'Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational'
$managerAdmin = 'Microsoft-Windows-TerminalServices-RemoteConnectionManager/Admin'
$session = 'Microsoft-Windows-TerminalServices-LocalSessionManager/Operational'
$broker = 'Microsoft-Windows-TerminalServices-SessionBroker-Client/Operational'
$clientLog = 'Microsoft-Windows-TerminalServices-RDPClient/Operational'

# One look. What fails is noted and leaves null; when the time is over the rest is left out.
function Look([string]$Name, [scriptblock]$Read) {
    if ([DateTime]::UtcNow -gt $deadline) {
        [void]$failures.Add([ordered]@{ look = $Name; text = 'time' })
        return $null
    }
    try {
        return & $Read
    } catch {
        $kind = $_.Exception.GetType().Name
        [void]$failures.Add([ordered]@{ look = $Name; text = $kind })
        return $null
    }
}

# A list stays a list when it has one entry or none.
function Listed([string]$Name, [scriptblock]$Read) {
    return , @(Look $Name $Read | Where-Object { $null -ne $_ })
}

function Short([string]$Text, [int]$Most) {
    if ($Text.Length -gt $Most) { return $Text.Substring(0, $Most) }
    return $Text
}

function Digest([string]$Text) {
    $bytes = [Text.Encoding]::UTF8.GetBytes($Salt + '|' + $Text.ToLowerInvariant())
    $hash = [Security.Cryptography.SHA256]::Create().ComputeHash($bytes)
    return ([BitConverter]::ToString($hash) -replace '-', '').Substring(0, 16).ToLowerInvariant()
}

# A name or an address: as it is, or its hash if that was asked for.
function Named([string]$Text) {
    if ($HashNames -and $Text -ne '') { return Digest $Text }
    return $Text
}

function Utc($Time) {
    if ($null -eq $Time) { return $null }
    return $Time.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ', [Globalization.CultureInfo]::InvariantCulture)
}

# A value of the registry; null where there is none.
function Value([string]$Path, [string]$Name) {
    $item = Get-ItemProperty -LiteralPath $Path -Name $Name -ErrorAction SilentlyContinue
    if ($null -eq $item) { return $null }
    return $item.$Name
}

# Values of the registry and of events come signed; null where it is no number.
function Unsigned($Number) {
    if ($Number -isnot [ValueType]) { return $null }
    if ($Number -lt 0) { return [int64]$Number + 4294967296 }
    return [int64]$Number
}

function Protocols() {
    foreach ($tls in 'TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3') {
        foreach ($side in 'Server', 'Client') {
            $path = Join-Path (Join-Path $schannel $tls) $side
            if (Test-Path -LiteralPath $path) {
                $enabled = Value $path 'Enabled'
                $default = Value $path 'DisabledByDefault'
                if ($null -ne $enabled) { $enabled = [int64]($enabled -ne 0) }
                [ordered]@{ version = $tls; side = $side; enabled = $enabled; disabledByDefault = (Unsigned $default) }
            }
        }
    }
}

# Values below the key of TLS that should be numbers and are not.
function OddValues() {
    $odd = 0
    foreach ($key in Get-ChildItem -LiteralPath $schannel -Recurse -ErrorAction SilentlyContinue) {
        foreach ($name in 'Enabled', 'DisabledByDefault') {
            $found = $key.GetValue($name)
            if ($null -ne $found -and $found -isnot [int]) { $odd++ }
        }
    }
    return $odd
}

# What an error of a connection means, whatever language Windows speaks.
function Kind($Exception) {
    $inner = $Exception
    while ($null -ne $inner) {
        if ($inner -is [TimeoutException]) { return 'timeout' }
        if ($inner -is [Net.Sockets.SocketException]) {
            if ($inner.SocketErrorCode -eq 'ConnectionReset' -or $inner.SocketErrorCode -eq 'ConnectionAborted') { return 'closed' }
            if ($inner.SocketErrorCode -eq 'ConnectionRefused') { return 'refused' }
            if ($inner.SocketErrorCode -eq 'TimedOut') { return 'timeout' }
            return 'other'
        }
        if ($inner -is [ComponentModel.Win32Exception]) { return 'alert' }
        if ($inner -is [IO.IOException] -and $null -eq $inner.InnerException) { return 'closed' }
        $inner = $inner.InnerException
    }
    return 'other'
}

# Connects within 5 seconds, or throws.
function Connected($Address, [int]$At) {
    $tcp = [Net.Sockets.TcpClient]::new($Address.AddressFamily)
    $tcp.ReceiveTimeout = 5000
    $tcp.SendTimeout = 5000
    if (-not $tcp.ConnectAsync($Address, $At).Wait(5000)) {
        $tcp.Close()
        throw [TimeoutException]::new()
    }
    return $tcp
}

# A TLS handshake, and nothing after it. Any certificate is taken, because it is only looked at.
function Handshake($Tcp, [string]$Name) {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $found = [ordered]@{ ok = $false; protocol = $null; thumbprint = $null; subject = $null; issuer = $null; notAfter = $null; error = $null; errorKind = $null; ms = 0 }
    try {
        $tls = [Net.Security.SslStream]::new($Tcp.GetStream(), $false, { $true })
        # TLS 1.0 to 1.2: older .NET would offer less by itself.
        $tls.AuthenticateAsClient($Name, $null, [Security.Authentication.SslProtocols]4032, $false)
        $certificate = [Security.Cryptography.X509Certificates.X509Certificate2]::new($tls.RemoteCertificate)
        $found.ok = $true
        $found.protocol = [string]$tls.SslProtocol
        $found.thumbprint = $certificate.Thumbprint
        $found.subject = Named $certificate.Subject
        $found.issuer = Named $certificate.Issuer
        $found.notAfter = Utc $certificate.NotAfter
    } catch {
        $found.error = $_.Exception.GetType().Name
        $found.errorKind = Kind $_.Exception
    }
    $found.ms = [int]$watch.ElapsedMilliseconds
    return $found
}

# Whether one of the groups of NETWORK SERVICE may read: itself, Everyone, Authenticated Users, SERVICE.
function Readable($Acl, [string[]]$Sids, [int]$Right) {
    foreach ($rule in $Acl.GetAccessRules($true, $true, [Security.Principal.SecurityIdentifier])) {
        if ($rule.AccessControlType -eq 'Allow' -and $Sids -contains $rule.IdentityReference.Value -and (([int]$rule.FileSystemRights) -band $Right) -eq $Right) { return $true }
    }
    return $false
}

# The file of a certificate's key. The key is opened by name only; nothing of it is read.
function KeyFile($Certificate) {
    $key = [Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPrivateKey($Certificate)
    if ($null -eq $key) { return $null }
    if ($key -is [Security.Cryptography.RSACng]) {
        $name = $key.Key.UniqueName
    } else {
        $name = $key.CspKeyContainerInfo.UniqueKeyContainerName
    }
    foreach ($folder in 'RSA\MachineKeys', 'Keys') {
        $path = Join-Path (Join-Path $env:ProgramData 'Microsoft\Crypto') (Join-Path $folder $name)
        if (Test-Path -LiteralPath $path) { return $path }
    }
    return ''
}

# How an account was written, never which it was.
function AccountForm([string]$User, [string]$Domain) {
    if ($Domain -eq 'AzureAD') { return 'azuread' }
    if ($User -like '*@*') { return 'upn' }
    if ($Domain -eq '' -or $Domain -eq '.' -or $Domain -eq $env:COMPUTERNAME) { return 'local' }
    return 'domain'
}

# Entries of one number; one number at a time, because lists of numbers find nothing on some systems.
function Entries([string]$Log, [int]$Id, [int]$Hours, [int]$Most) {
    $from = [DateTime]::Now.AddHours(-$Hours)
    Get-WinEvent -FilterHashtable @{ LogName = $Log; Id = $Id; StartTime = $from } -MaxEvents $Most -ErrorAction SilentlyContinue
}

function Entry($Logged, [string]$ServiceName) {
    $fields = @($Logged.Properties | ForEach-Object { $_.Value })
    $entry = [ordered]@{
        id = $Logged.Id; provider = $Logged.ProviderName; channel = $Logged.LogName; utc = (Utc $Logged.TimeCreated)
        level = [int]$Logged.Level; status = $null; subStatus = $null; reason = $null; account = $null; text = ''
    }
    switch ($Logged.Id) {
        4625 {
            $entry.status = '0x{0:X8}' -f (Unsigned $fields[7])
            $entry.subStatus = '0x{0:X8}' -f (Unsigned $fields[9])
            $entry.account = AccountForm ([string]$fields[5]) ([string]$fields[6])
        }
        { $_ -eq 7031 -or $_ -eq 7034 } {
            if ([string]$fields[0] -eq $ServiceName) { $entry.reason = 'TermService' } else { $entry.reason = 'other' }
        }
        1000 { $entry.reason = [string]$fields[3] }
        40 { $entry.reason = [string]$fields[1] }
        1026 { if ([string]$Logged.Message -match '=\s*(\d+)') { $entry.reason = $Matches[1] } }
    }
    if (-not $HashNames -and $Logged.Id -ne 4625) {
        $lines = @([string]$Logged.Message -split '\r?\n')
        $entry.text = Short $lines[0] 300
    }
    return $entry
}

function Readability([string]$Log) {
    $ok = $false
    try {
        [void](Get-WinEvent -LogName $Log -MaxEvents 1)
        $ok = $true
    } catch {
        # An empty log can be read too.
        $ok = $_.FullyQualifiedErrorId -like 'NoMatchingEventsFound*'
    }
    return [ordered]@{ channel = $Log; ok = $ok }
}

function System() {
    $os = Get-CimInstance -ClassName Win32_OperatingSystem
    $machine = Get-CimInstance -ClassName Win32_ComputerSystem
    $current = 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion'
    $joined = Look 'os.entraJoined' { [bool](@(dsregcmd /status) -match 'AzureAdJoined\s*:\s*YES') }
    return [ordered]@{
        caption = [string]$os.Caption; edition = [string](Value $current 'EditionID'); build = [string](Value $current 'CurrentBuild')
        ubr = (Unsigned (Value $current 'UBR')); installUtc = (Utc $os.InstallDate); lastBootUtc = (Utc $os.LastBootUpTime)
        uptimeHours = [Math]::Round(([DateTime]::Now - $os.LastBootUpTime).TotalHours, 1)
        domainRole = [int]$machine.DomainRole; partOfDomain = [bool]$machine.PartOfDomain; entraJoined = $joined
    }
}

# Seconds by which this computer is ahead of its source, as the time service says it.
function ClockOffset() {
    $lines = @(w32tm /query /status /verbose)
    foreach ($line in $lines) {
        # Only this line is about the difference; the others tell delays.
        if ($line -match 'phas' -and $line -match '([-+]?\d+[.,]\d+)s\s*$') {
            return [double]::Parse(($Matches[1] -replace ',', '.'), [Globalization.CultureInfo]::InvariantCulture)
        }
    }
    return $null
}

function ServiceStates() {
    $names = 'TermService', 'SessionEnv', 'UmRdpService', 'KeyIso', 'CryptSvc', 'CertPropSvc', 'Netlogon', 'W32Time', 'MpsSvc', 'TSGateway', 'Tssdis'
    foreach ($name in $names) {
        $service = Get-CimInstance -ClassName Win32_Service -Filter "Name='$name'"
        if ($null -eq $service) {
            [ordered]@{ name = $name; status = 'Missing'; startType = $null; pid = $null; exitCode = $null }
        } else {
            [ordered]@{ name = $name; status = [string]$service.State; startType = [string]$service.StartMode; pid = [int]$service.ProcessId; exitCode = [int64]$service.ExitCode }
        }
    }
}

function Listening() {
    $number = [int](Value $station 'PortNumber')
    $service = Get-CimInstance -ClassName Win32_Service -Filter "Name='TermService'"
    $owner = @(Get-NetTCPConnection -State Listen -LocalPort $number -ErrorAction SilentlyContinue | ForEach-Object { $_.OwningProcess }) | Select-Object -First 1
    $ours = $null
    if ($null -ne $owner) { $ours = ($owner -eq $service.ProcessId) }
    # The names of sessions in the other lines are left out.
    $line = Look 'listener.qwinsta' { @(qwinsta) -match '^[ >]*rdp-tcp\s+655\d\d' | Select-Object -First 1 }
    $udp = @(Get-NetUDPEndpoint -LocalPort $number -ErrorAction SilentlyContinue).Count -gt 0
    return [ordered]@{
        qwinsta = (Short ([string]$line) 80); listen = ($null -ne $line -or $ours -eq $true); port = $number
        portOwnerPid = $owner; portOwnerIsTermService = $ours; udpListening = $udp
    }
}

function RdpSettings() {
    $general = Get-CimInstance -Namespace root/cimv2/TerminalServices -ClassName Win32_TSGeneralSetting -Filter "TerminalName='RDP-Tcp'" -ErrorAction SilentlyContinue
    $hash = Value $station 'SSLCertificateSHA1Hash'
    if ($null -ne $hash) { $hash = (@($hash) | ForEach-Object { if ($_ -is [byte]) { '{0:X2}' -f $_ } else { $_ } }) -join '' }
    return [ordered]@{
        fDenyTSConnections = (Unsigned (Value $terminal 'fDenyTSConnections')); fDenyPolicy = (Unsigned (Value $policy 'fDenyTSConnections'))
        fEnableWinStation = (Unsigned (Value $station 'fEnableWinStation'))
        securityLayer = (Unsigned (Value $station 'SecurityLayer')); securityLayerPolicy = (Unsigned (Value $policy 'SecurityLayer'))
        userAuthentication = (Unsigned (Value $station 'UserAuthentication')); userAuthenticationPolicy = (Unsigned (Value $policy 'UserAuthentication'))
        minEncryptionLevel = (Unsigned (Value $station 'MinEncryptionLevel')); fAllowSecProtocolNegotiation = (Unsigned (Value $station 'fAllowSecProtocolNegotiation'))
        maxInstanceCount = (Unsigned (Value $station 'MaxInstanceCount')); selectTransport = (Unsigned (Value $policy 'SelectTransport'))
        keepAliveEnable = (Unsigned (Value $policy 'KeepAliveEnable')); keepAliveInterval = (Unsigned (Value $policy 'KeepAliveInterval'))
        selfSignedCertStore = [string](Value $station 'SelfSignedCertStore'); sslHashRegistry = $hash; sslHashWmi = $general.SSLCertificateSHA1Hash
    }
}

function Certificates([string]$Bound) {
    $names = @($env:COMPUTERNAME, [Net.Dns]::GetHostEntry('').HostName)
    foreach ($store in 'Remote Desktop', 'My') {
        foreach ($c in Get-ChildItem -LiteralPath "Cert:\LocalMachine\$store" -ErrorAction SilentlyContinue) {
            $dns = @($c.DnsNameList | ForEach-Object { [string]$_.Unicode })
            $mine = @(@($c.GetNameInfo('SimpleName', $false)) + $dns | Where-Object { $names -contains $_ }).Count -gt 0
            $uses = @($c.EnhancedKeyUsageList | ForEach-Object { $_.ObjectId })
            $bits = Look 'certs.keyBits' { [Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPublicKey($c).KeySize }
            [ordered]@{
                store = $store; thumbprint = $c.Thumbprint; subject = (Named $c.Subject); dnsNames = @($dns | ForEach-Object { Named $_ })
                issuer = (Named $c.Issuer); selfSigned = ($c.Subject -eq $c.Issuer); nameMatches = $mine
                notBefore = (Utc $c.NotBefore); notAfter = (Utc $c.NotAfter); daysLeft = [int][Math]::Floor(($c.NotAfter - [DateTime]::Now).TotalDays)
                hasPrivateKey = [bool]$c.HasPrivateKey; keyAlg = [string]$c.PublicKey.Oid.FriendlyName; keyBits = $bits; sigAlg = [string]$c.SignatureAlgorithm.FriendlyName
                provider = $null; ekuServerAuth = ($uses.Count -eq 0 -or $uses -contains '1.3.6.1.5.5.7.3.1'); bound = ($c.Thumbprint -eq $Bound)
            }
        }
    }
}

# Who may read a file, as Windows writes it; it names accounts by their numbers, so it goes with the names.
function Sddl($Acl) {
    if ($HashNames -or $null -eq $Acl) { return $null }
    return $Acl.Sddl
}

function Keys([string]$Bound) {
    $folder = Join-Path $env:ProgramData 'Microsoft\Crypto\RSA\MachineKeys'
    $guid = [string](Value 'HKLM:\SOFTWARE\Microsoft\Cryptography' 'MachineGuid')
    $network = @('S-1-5-20', 'S-1-1-0', 'S-1-5-11', 'S-1-5-6')
    $files = Listed 'keys.f686Files' {
        foreach ($file in Get-ChildItem -LiteralPath $folder -Filter 'f686aace6942fb7f7ceb231212eef4a4_*' -Force) {
            $acl = Get-Acl -LiteralPath $file.FullName
            [ordered]@{
                name = $file.Name.Substring(0, 33); suffixMatchesMachineGuid = ($file.Name.Substring(33) -eq $guid); lengthBytes = [int]$file.Length
                aclSddl = (Sddl $acl); owner = (Named ([string]$acl.GetOwner([Security.Principal.SecurityIdentifier]).Value))
                systemFull = (Readable $acl @('S-1-5-18') 2032127); networkServiceRead = (Readable $acl $network 1)
            }
        }
    }
    $keyFile = Look 'keys.boundKeyFile' {
        $c = @(Get-ChildItem -Path 'Cert:\LocalMachine\Remote Desktop', 'Cert:\LocalMachine\My' | Where-Object { $_.Thumbprint -eq $Bound }) | Select-Object -First 1
        try {
            $path = KeyFile $c
        } catch {
            # "Keyset does not exist": the certificate names a key that is gone.
            if ($_.Exception.GetBaseException().HResult -ne -2146893802) { throw }
            $path = ''
        }
        $acl = $null
        $read = $null
        $there = $null
        $folderName = $null
        if ($null -ne $path) { $there = ($path -ne '') }
        if ($there) {
            $acl = Get-Acl -LiteralPath $path
            $read = Readable $acl $network 1
            $folderName = Split-Path -Leaf (Split-Path -Parent $path)
        }
        [ordered]@{ path = $folderName; exists = $there; aclSddl = (Sddl $acl); networkServiceRead = $read }
    }
    $sddl = Look 'keys.folderSddl' { Sddl (Get-Acl -LiteralPath $folder) }
    return [ordered]@{ f686Files = $files; folderSddl = $sddl; folderDefault = $null; boundKeyFile = $keyFile }
}

function Encryption([string]$Bound, [int]$At) {
    $probe = Look 'tls.selfProbe' {
        $tcp = Connected ([Net.IPAddress]::Loopback) $At
        $seen = Handshake $tcp 'localhost'
        $tcp.Close()
        [ordered]@{ ok = $seen.ok; protocol = $seen.protocol; thumbprint = $seen.thumbprint; matchesBound = ($seen.thumbprint -eq $Bound); error = $seen.error; errorKind = $seen.errorKind; ms = $seen.ms }
    }
    return [ordered]@{
        schannelKeyExists = (Test-Path -LiteralPath 'HKLM:\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL')
        oddValues = (Look 'tls.oddValues' { OddValues }); protocols = (Listed 'tls.protocols' { Protocols })
        cipherSuites = (Listed 'tls.cipherSuites' { Get-TlsCipherSuite | ForEach-Object { $_.Name } })
        cipherPolicy = (Value 'HKLM:\SOFTWARE\Policies\Microsoft\Cryptography\Configuration\SSL\00010002' 'Functions')
        fips = [int](Value 'HKLM:\SYSTEM\CurrentControlSet\Control\Lsa\FIPSAlgorithmPolicy' 'Enabled'); selfProbe = $probe
    }
}

function RuleOf($Rule) {
    $from = @($Rule | Get-NetFirewallAddressFilter | ForEach-Object { $_.RemoteAddress } | ForEach-Object { ([string]$_) -replace '/(32|255\.255\.255\.255)$', '' } | ForEach-Object { if ($_ -match '\d') { Named $_ } else { $_ } })
    return [ordered]@{
        name = (Short $Rule.Name 80); enabled = ([string]$Rule.Enabled -eq 'True'); profile = [string]$Rule.Profile
        direction = [string]$Rule.Direction; action = [string]$Rule.Action; remoteAddress = $from
    }
}

function Firewalls([int]$At) {
    $blocking = Listed 'firewall.blockRules' { Get-NetFirewallRule -Direction Inbound -Action Block -Enabled True -PolicyStore ActiveStore -ErrorAction SilentlyContinue | Select-Object -First 200 }
    $of3389 = Look 'firewall.blockRulesFor3389' {
        @($blocking | Where-Object { @($_ | Get-NetFirewallPortFilter | Where-Object { @($_.LocalPort) -contains [string]$At }).Count -gt 0 } |
            Where-Object { @($_ | Get-NetFirewallAddressFilter | Where-Object { @($_.RemoteAddress) -contains 'Any' }).Count -gt 0 }).Count
    }
    return [ordered]@{
        profiles = (Listed 'firewall.profiles' { Get-NetFirewallProfile -PolicyStore ActiveStore | ForEach-Object { [ordered]@{ name = $_.Name; enabled = ([string]$_.Enabled -eq 'True') } } })
        networkCategory = (Listed 'firewall.networkCategory' { Get-NetConnectionProfile | ForEach-Object { [ordered]@{ alias = (Named $_.InterfaceAlias); category = [string]$_.NetworkCategory } } })
        rdpRules = (Listed 'firewall.rdpRules' { Get-NetFirewallRule -Group '@FirewallAPI.dll,-28752' | ForEach-Object { RuleOf $_ } })
        blockRulesFor3389 = $of3389
        blockRules = (Listed 'firewall.blockRules' { $blocking | ForEach-Object { RuleOf $_ } })
        securityProducts = (Listed 'firewall.securityProducts' { Get-CimInstance -Namespace root/SecurityCenter2 -ClassName AntiVirusProduct -ErrorAction SilentlyContinue | ForEach-Object { [ordered]@{ name = $_.displayName; state = [int64]$_.productState } } })
    }
}

function SignIn() {
    $msv = 'HKLM:\SYSTEM\CurrentControlSet\Control\Lsa\MSV1_0'
    $secure = Look 'authPolicy.secureChannelOk' { if ((Get-CimInstance -ClassName Win32_ComputerSystem).PartOfDomain) { Test-ComputerSecureChannel } }
    return [ordered]@{
        lmCompatibilityLevel = (Unsigned (Value $lsa 'LmCompatibilityLevel')); restrictReceivingNtlm = (Unsigned (Value $msv 'RestrictReceivingNTLMTraffic'))
        restrictSendingNtlm = (Unsigned (Value $msv 'RestrictSendingNTLMTraffic'))
        allowEncryptionOracle = (Unsigned (Value 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\CredSSP\Parameters' 'AllowEncryptionOracle'))
        disableDomainCreds = (Unsigned (Value $lsa 'DisableDomainCreds')); disableRestrictedAdmin = (Unsigned (Value $lsa 'DisableRestrictedAdmin'))
        limitBlankPasswordUse = (Unsigned (Value $lsa 'LimitBlankPasswordUse')); secureChannelOk = $secure
        rduMembersCount = (Look 'authPolicy.rduMembersCount' { @(Get-LocalGroupMember -SID 'S-1-5-32-555').Count })
    }
}

function Resources([int]$At) {
    $os = Get-CimInstance -ClassName Win32_OperatingSystem
    $load = (Get-CimInstance -ClassName Win32_Processor | Measure-Object -Property LoadPercentage -Average).Average
    $disk = Get-CimInstance -ClassName Win32_LogicalDisk -Filter "DeviceID='$env:SystemDrive'"
    $connections = @(Get-NetTCPConnection)
    $commit = 100 * (1 - $os.FreeVirtualMemory / $os.TotalVirtualMemorySize)
    return [ordered]@{
        cpuPct = [double]$load; memFreeMB = [int]($os.FreePhysicalMemory / 1024); memTotalMB = [int]($os.TotalVisibleMemorySize / 1024)
        commitPct = [Math]::Round($commit, 1); sysDriveFreeGB = [Math]::Round($disk.FreeSpace / 1073741824, 2)
        tcpEstablished = @($connections | Where-Object { [string]$_.State -eq 'Established' }).Count
        tcpTimeWait = @($connections | Where-Object { [string]$_.State -eq 'TimeWait' }).Count
        rdpConnections = @($connections | Where-Object { $_.LocalPort -eq $At -and [string]$_.State -eq 'Established' }).Count; sessions = @()
    }
}

function Licences() {
    $terminalService = Get-CimInstance -Namespace root/cimv2/TerminalServices -ClassName Win32_TerminalServiceSetting
    $days = Look 'licensing.graceDaysLeft' { if ($terminalService.TerminalServerMode -eq 1) { [int](Invoke-CimMethod -InputObject $terminalService -MethodName GetGracePeriodDays).DaysLeft } }
    return [ordered]@{ rdsh = ($terminalService.TerminalServerMode -eq 1); mode = [int]$terminalService.LicensingType; graceDaysLeft = $days }
}

function Updates() {
    $last = Listed 'updates.last10' { Get-HotFix | Where-Object { $null -ne $_.InstalledOn } | Sort-Object -Property InstalledOn -Descending | Select-Object -First 10 | ForEach-Object { [ordered]@{ kb = $_.HotFixID; installedOn = $_.InstalledOn.ToString('yyyy-MM-dd') } } }
    $pending = (Test-Path -LiteralPath 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired') -or (Test-Path -LiteralPath 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending')
    return [ordered]@{ last10 = $last; pendingReboot = $pending }
}

function IsVpn($Adapter) {
    $kinds = 'VPN|TAP-|Wintun|WireGuard|AnyConnect|PANGP|Fortinet|Juniper|Pulse|Tailscale|ZeroTier|OpenVPN|WAN Miniport'
    return [string]$Adapter.InterfaceDescription -match $kinds
}

function Networks() {
    $all = @(Get-NetAdapter -ErrorAction SilentlyContinue)
    $adapters = Listed 'network.adapters' {
        foreach ($adapter in $all) {
            $ip = Get-NetIPInterface -InterfaceIndex $adapter.ifIndex -AddressFamily IPv4 -ErrorAction SilentlyContinue
            [ordered]@{ alias = (Named $adapter.Name); status = [string]$adapter.Status; linkMbps = [int]($adapter.ReceiveLinkSpeed / 1000000); mtu = [int]$ip.NlMtu; driverDate = [string]$adapter.DriverDate; allowPowerOff = $null }
        }
    }
    $addresses = @(Get-NetIPAddress -ErrorAction SilentlyContinue | Where-Object { $_.IPAddress -ne '127.0.0.1' -and $_.IPAddress -ne '::1' })
    return [ordered]@{
        adapters = $adapters; vpnAdapters = @($all | Where-Object { IsVpn $_ }).Count
        ipv4 = @($addresses | Where-Object { [string]$_.AddressFamily -eq 'IPv4' } | ForEach-Object { Named $_.IPAddress })
        ipv6 = @($addresses | Where-Object { [string]$_.AddressFamily -eq 'IPv6' } | ForEach-Object { Named (($_.IPAddress -split '%')[0]) }); proxy = $null
    }
}

function ThirdParty([string]$Dll) {
    $names = @(Get-Service | ForEach-Object { $_.Name })
    return [ordered]@{
        rdpWrapper = ($Dll -match 'rdpwrap'); banTools = @($names -match '^(IPBan|EvlWatcher|RDPGuard|Cyberarms|wail2ban|CrowdSec)')
        remoteTools = @($names -match '^(TeamViewer|AnyDesk|RustDesk|LogMeIn|VNC|ScreenConnect|Splashtop)')
        vpnClients = @($names -match '^(OpenVPN|WireGuard|Tailscale|ZeroTier|PanGPS|FortiClient|vpnagent|CiscoSecure)')
        av = @($names -match '^(WinDefend|Sense|ekrn|avp|McAfee|SepMaster|bdredline|CSFalcon|SentinelAgent|SAVService)')
    }
}

function HostEvents() {
    $display = [string](Get-Service -Name TermService -ErrorAction SilentlyContinue).DisplayName
    $system = 36870, 36871, 36872, 36874, 36886, 36887, 36888, 1054, 1056, 1057, 1058, 1128, 1130, 56, 7031, 7034, 7023, 7024, 6167, 5719, 3210, 4199, 4227, 4231, 10400, 41, 42, 107, 109, 1074, 6005, 6006, 6008, 2004
    $wanted = [ordered]@{
        'System' = $system; 'Application' = @(1000); 'Security' = @(4625); $core = @(131, 139, 140, 142, 143, 102, 103)
        $manager = @(261, 1149, 1158); $managerAdmin = @(1069); $session = @(21, 22, 23, 24, 25, 39, 40); $broker = @(1296)
    }
    foreach ($log in $wanted.Keys) {
        foreach ($id in $wanted[$log]) {
            if ([DateTime]::UtcNow -gt $deadline) { return }
            foreach ($found in Entries $log $id 168 20) { Entry $found $display }
        }
    }
}

function Counts() {
    $wanted = [ordered]@{ '4625' = 'Security'; '131' = $core; '140' = $core; '36870' = 'System'; '36871' = 'System'; '36874' = 'System'; '36887' = 'System'; '36888' = 'System'; '1057' = 'System'; '1058' = 'System'; '7031' = 'System'; '7034' = 'System' }
    $counts = [ordered]@{}
    foreach ($id in $wanted.Keys) { $counts[$id] = @(Entries $wanted[$id] ([int]$id) 24 5000).Count }
    return $counts
}

function HostReport() {
    $rdp = Look 'rdp' { RdpSettings }
    $bound = [string]$rdp.sslHashWmi
    $listener = Look 'listener' { Listening }
    $at = $Port
    if ($null -ne $listener -and $listener.port -gt 0) { $at = $listener.port }
    $dll = [string](Value 'HKLM:\SYSTEM\CurrentControlSet\Services\TermService\Parameters' 'ServiceDll')
    $identity = [Security.Principal.WindowsPrincipal]::new([Security.Principal.WindowsIdentity]::GetCurrent())
    $said = $null
    if ($Attempt -ne '') { $said = Look 'attemptUtc' { Utc ([DateTime]::Parse($Attempt)) } }
    return [ordered]@{
        schema = $schema; collector = $version; role = 'host'; collectedUtc = (Utc ([DateTime]::UtcNow)); attemptUtc = $said
        elevated = $identity.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
        hashed = [ordered]@{ names = [bool]$HashNames; saltId = (Digest 'salt') }
        os = (Look 'os' { System })
        name = (Look 'name' { [ordered]@{ computer = (Named $env:COMPUTERNAME); fqdn = (Named ([Net.Dns]::GetHostEntry('').HostName)); machineGuid = (Digest ([string](Value 'HKLM:\SOFTWARE\Microsoft\Cryptography' 'MachineGuid'))); machineSid = $null } })
        services = (Listed 'services' { ServiceStates })
        termServiceDll = (Look 'termServiceDll' {
            $file = [Environment]::ExpandEnvironmentVariables($dll)
            $signature = Get-AuthenticodeSignature -LiteralPath $file -ErrorAction SilentlyContinue
            [ordered]@{ path = $dll; fileVersion = [string](Get-Item -LiteralPath $file).VersionInfo.ProductVersion; isDefault = ($file -eq (Join-Path $env:SystemRoot 'System32\termsrv.dll')); signed = [string]$signature.Status }
        })
        listener = $listener; rdp = $rdp
        certs = (Listed 'certs' { Certificates $bound }); keys = (Look 'keys' { Keys $bound }); tls = (Look 'tls' { Encryption $bound $at })
        firewall = (Look 'firewall' { Firewalls $at }); authPolicy = (Look 'authPolicy' { SignIn })
        time = (Look 'time' { [ordered]@{ source = (Named ([string](w32tm /query /source))); offsetSec = (ClockOffset); lastSyncUtc = $null } })
        resources = (Look 'resources' { Resources $at }); licensing = (Look 'licensing' { Licences }); updates = (Look 'updates' { Updates })
        network = (Look 'network' { Networks }); thirdParty = (Look 'thirdParty' { ThirdParty $dll })
        logs = (Listed 'logs' { foreach ($log in 'System', 'Application', 'Security', $core, $manager, $session) { Readability $log } })
        events = (Listed 'events' { HostEvents }); eventCounts24h = (Look 'eventCounts24h' { Counts }); errors = $failures
    }
}

# The first answer of Remote Desktop: which kind of encryption it takes, or why none.
function Negotiate($Tcp) {
    $request = [byte[]](3, 0, 0, 19, 14, 224, 0, 0, 0, 0, 0, 1, 0, 8, 0, 3, 0, 0, 0)
    $stream = $Tcp.GetStream()
    $stream.Write($request, 0, $request.Length)
    $answer = [byte[]]::new(19)
    $read = 0
    while ($read -lt 19) {
        $got = $stream.Read($answer, $read, 19 - $read)
        if ($got -eq 0) { throw [IO.EndOfStreamException]::new() }
        $read += $got
    }
    return $answer
}

function ClientProbe($Address) {
    $found = [ordered]@{ x224Selected = $null; negFailure = $null; ok = $false; protocol = $null; thumbprint = $null; subject = $null; issuer = $null; notAfter = $null; closedAfterMs = $null; error = $null; errorKind = $null }
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $tcp = $null
    try {
        $tcp = Connected $Address $Port
        $answer = Negotiate $tcp
        if ($answer[11] -eq 3) {
            $found.negFailure = [int]$answer[15]
            return $found
        }
        $found.x224Selected = [int]$answer[15]
        $seen = Handshake $tcp $Target
        foreach ($name in 'ok', 'protocol', 'thumbprint', 'subject', 'issuer', 'notAfter', 'error', 'errorKind') { $found[$name] = $seen[$name] }
    } catch {
        $found.error = $_.Exception.GetType().Name
        $found.errorKind = Kind $_.Exception
    }
    if (-not $found.ok) { $found.closedAfterMs = [int]$watch.ElapsedMilliseconds }
    if ($null -ne $tcp) { $tcp.Close() }
    return $found
}

function Reached($Addresses, [string]$Family) {
    $of = @($Addresses | Where-Object { [string]$_.AddressFamily -eq $Family }) | Select-Object -First 1
    if ($null -eq $of) { return $null }
    try {
        $tcp = Connected $of $Port
        $tcp.Close()
        return $true
    } catch {
        return $false
    }
}

function ClientTcp($Addresses) {
    $first = $Addresses[0]
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $ok = $false
    $own = $null
    try {
        $tcp = Connected $first $Port
        $ok = $true
        $own = [string]$tcp.Client.LocalEndPoint.Address
        $tcp.Close()
    } catch {
        $ok = $false
    }
    $ms = [int]$watch.ElapsedMilliseconds
    $own = Named ([string]$own)
    return [ordered]@{ port = $Port; ok = $ok; ms = $ms; remoteAddress = (Named ([string]$first)); localAddress = $own; ipv4Ok = (Reached $Addresses 'InterNetwork'); ipv6Ok = (Reached $Addresses 'InterNetworkV6') }
}

function Pings($Address) {
    $ping = [Net.NetworkInformation.Ping]::new()
    $trips = [Collections.ArrayList]::new()
    $sent = 0
    while ($sent -lt 50 -and [DateTime]::UtcNow -lt $deadline) {
        $sent++
        $reply = $ping.Send($Address, 1000)
        if ([string]$reply.Status -eq 'Success') { [void]$trips.Add([double]$reply.RoundtripTime) }
        # Three that get no answer at the beginning: this host answers none.
        if ($sent -eq 3 -and $trips.Count -eq 0) { break }
    }
    $largest = $null
    $silent = $false
    if ($trips.Count -gt 0 -and [string]$Address.AddressFamily -eq 'InterNetwork') {
        $whole = [Net.NetworkInformation.PingOptions]::new(64, $true)
        foreach ($size in 1472, 1452, 1432, 1412, 1392, 1372, 1352, 1322, 1292, 1252, 1152, 1024) {
            $states = @(1, 2 | ForEach-Object { [string]$ping.Send($Address, 1000, [byte[]]::new($size), $whole).Status })
            if ($states -contains 'Success') {
                $largest = $size + 28
                break
            }
            if ($states -notcontains 'PacketTooBig') { $silent = $true }
        }
    }
    $spread = $trips | Measure-Object -Minimum -Maximum -Average
    $steps = 0.0
    for ($i = 1; $i -lt $trips.Count; $i++) { $steps += [Math]::Abs($trips[$i] - $trips[$i - 1]) }
    $jitter = $null
    if ($trips.Count -gt 1) { $jitter = [Math]::Round($steps / ($trips.Count - 1), 1) }
    return [ordered]@{
        sent = $sent; lossPct = [Math]::Round(100 * (1 - $trips.Count / $sent), 1); rttMinMs = $spread.Minimum; rttAvgMs = $spread.Average; rttMaxMs = $spread.Maximum
        jitterMs = $jitter; mtuProbe = $largest; mtuStall = ($silent -and $null -ne $largest); hops = $null
    }
}

function IsPrivate($Address) {
    $text = [string]$Address
    return $text -match '^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd]|fe80)'
}

function ClientTarget($Addresses) {
    $own = @(Get-NetIPAddress -ErrorAction SilentlyContinue | ForEach-Object { ($_.IPAddress -split '%')[0] })
    $first = [string]$Addresses[0]
    $route = @(Find-NetRoute -RemoteIPAddress $first -ErrorAction SilentlyContinue)
    $hop = $route | Where-Object { $null -ne $_.NextHop } | Select-Object -First 1
    $adapter = Get-NetAdapter -InterfaceIndex $hop.ifIndex -IncludeHidden -ErrorAction SilentlyContinue
    $loop = [Net.IPAddress]::IsLoopback($Addresses[0])
    $servers = @(Get-DnsClientServerAddress -ErrorAction SilentlyContinue | ForEach-Object { $_.ServerAddresses } | Select-Object -Unique -First 6 | ForEach-Object { Named $_ })
    return [ordered]@{
        input = (Named $Target); resolverServers = $servers; routeInterface = (Named ([string]$adapter.Name)); routeIsVpn = (IsVpn $adapter)
        resolved = @($Addresses | ForEach-Object { [ordered]@{ ip = (Named ([string]$_)); family = $(if ([string]$_.AddressFamily -eq 'InterNetworkV6') { 6 } else { 4 }); private = (IsPrivate $_) } })
        onLink = (-not $loop -and ([string]$hop.NextHop -eq '0.0.0.0' -or [string]$hop.NextHop -eq '::')); isSelf = ($loop -or $own -contains $first)
    }
}

function ClientPrograms() {
    $file = Join-Path $env:SystemRoot 'System32\mstsc.exe'
    $there = Test-Path -LiteralPath $file
    $number = $null
    if ($there) { $number = [string](Get-Item -LiteralPath $file).VersionInfo.ProductVersion }
    $text = Look 'mstsc.errorText' { [Activator]::CreateInstance([Type]::GetTypeFromProgID('MSTscAx.MsTscAx')).GetErrorDescription(2308, 7) }
    $store = Look 'mstsc.storeRemoteDesktop' { $null -ne (Get-AppxPackage -Name Microsoft.RemoteDesktop) }
    $app = Look 'mstsc.windowsApp' { [string](Get-AppxPackage -Name MicrosoftCorporationII.Windows365).Version }
    return [ordered]@{ fileVersion = $number; uninstalled = (-not $there); storeRemoteDesktop = $store; windowsApp = $app; errorText = $text }
}

# Five settings of the connection file; nothing else of it is kept.
function ConnectionFile() {
    $found = [ordered]@{ gatewayUsageMethod = $null; gatewayHost = $null; enableRdsAadAuth = $null; negotiateSecurityLayer = $null; enableCredSsp = $null; redirections = @() }
    $file = Join-Path ([Environment]::GetFolderPath('MyDocuments')) 'Default.rdp'
    foreach ($line in Get-Content -LiteralPath $file -Force -ErrorAction SilentlyContinue) {
        if ($line -match '^gatewayusagemethod:i:(\d+)') { $found.gatewayUsageMethod = [int]$Matches[1] }
        if ($line -match '^gatewayhostname:s:(.+)') { $found.gatewayHost = Named ($Matches[1].Trim()) }
        if ($line -match '^enablerdsaadauth:i:(\d+)') { $found.enableRdsAadAuth = [int]$Matches[1] }
        if ($line -match '^negotiate security layer:i:(\d+)') { $found.negotiateSecurityLayer = [int]$Matches[1] }
        if ($line -match '^enablecredssp:i:(\d+)') { $found.enableCredSsp = [int]$Matches[1] }
    }
    return $found
}

function VpnStates() {
    foreach ($vpn in Get-VpnConnection -ErrorAction SilentlyContinue) {
        [ordered]@{ name = (Named $vpn.Name); status = [string]$vpn.ConnectionStatus; mtu = $null }
    }
    foreach ($adapter in Get-NetAdapter -ErrorAction SilentlyContinue | Where-Object { IsVpn $_ }) {
        $ip = Get-NetIPInterface -InterfaceIndex $adapter.ifIndex -AddressFamily IPv4 -ErrorAction SilentlyContinue
        [ordered]@{ name = (Named $adapter.Name); status = $(if ([string]$adapter.Status -eq 'Up') { 'Connected' } else { 'Disconnected' }); mtu = $ip.NlMtu }
    }
}

function WifiSignal() {
    $line = @(netsh wlan show interfaces) -match ':\s*(\d+)%' | Select-Object -First 1
    $signal = $null
    if ([string]$line -match ':\s*(\d+)%') { $signal = [int]$Matches[1] }
    return [ordered]@{ signalPct = $signal; band = $null }
}

function ClientEvents() {
    foreach ($id in 1024, 1025, 1026, 1027) {
        foreach ($found in Entries $clientLog $id 24 20) {
            $entry = Entry $found ''
            # These texts name the other computer.
            $entry.text = ''
            $entry
        }
    }
    foreach ($id in 36871, 36887) { foreach ($found in Entries 'System' $id 24 20) { Entry $found '' } }
}

function ClientReport() {
    $addresses = Listed 'target.resolved' { [Net.Dns]::GetHostAddresses($Target) }
    $there = $addresses.Count -gt 0
    $events = Listed 'events' { ClientEvents }
    $last = $events | Where-Object { $_.id -eq 1026 -and $null -ne $_.reason } | Sort-Object -Property { $_.utc } -Descending | Select-Object -First 1
    $reason = $null
    if ($null -ne $last) { $reason = [int]$last.reason }
    $delegation = 'HKLM:\SOFTWARE\Policies\Microsoft\Windows\CredentialsDelegation'
    return [ordered]@{
        schema = $schema; collector = $version; role = 'client'; collectedUtc = (Utc ([DateTime]::UtcNow))
        hashed = [ordered]@{ names = [bool]$HashNames; saltId = (Digest 'salt') }
        lookups = (Look 'lookups' { [ordered]@{ synSent80 = @(Get-NetTCPConnection -State SynSent -RemotePort 80 -ErrorAction SilentlyContinue).Count } })
        os = (Look 'os' { System }); mstsc = (Look 'mstsc' { ClientPrograms })
        target = $(if ($there) { Look 'target' { ClientTarget $addresses } }); tcp = $(if ($there) { Look 'tcp' { ClientTcp $addresses } })
        tlsProbe = $(if ($there) { Look 'tlsProbe' { ClientProbe $addresses[0] } }); path = $(if ($there) { Look 'path' { Pings $addresses[0] } })
        tls = (Look 'tls' { [ordered]@{ schannelKeyExists = (Test-Path -LiteralPath 'HKLM:\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL'); oddValues = (OddValues); protocols = (Listed 'tls.protocols' { Protocols }) } })
        wifi = (Look 'wifi' { WifiSignal }); vpn = (Listed 'vpn' { VpnStates })
        policy = (Look 'policy' { [ordered]@{
            fClientDisableUDP = (Unsigned (Value $clientPolicy 'fClientDisableUDP')); authenticationLevel = (Unsigned (Value $clientPolicy 'AuthenticationLevel'))
            allowEncryptionOracle = (Unsigned (Value 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\CredSSP\Parameters' 'AllowEncryptionOracle'))
            restrictedRemoteAdministration = (Unsigned (Value $delegation 'RestrictedRemoteAdministration'))
        } })
        creds = (Look 'creds' { [ordered]@{ termsrvEntries = @(@(cmdkey "/list:TERMSRV/$Target") -match 'TERMSRV/').Count } })
        rdpFile = (Look 'rdpFile' { ConnectionFile })
        addresses = (Listed 'addresses' { Get-NetIPAddress | Where-Object { -not [Net.IPAddress]::IsLoopback([Net.IPAddress]::Parse(($_.IPAddress -split '%')[0])) } | ForEach-Object { Named (($_.IPAddress -split '%')[0]) } })
        time = (Look 'time' { [ordered]@{ source = $null; offsetSec = (ClockOffset); lastSyncUtc = $null } })
        logs = (Listed 'logs' { Readability $clientLog }); events = $events; lastDisconnectReason = $reason; errors = $failures
    }
}

if ($Role -eq 'Client' -and $Target -eq '') { throw [ArgumentException]::new('-Role Client needs -Target, the name you type into Remote Desktop') }
if ($Role -eq 'Host') { $report = HostReport } else { $report = ClientReport }
$json = ConvertTo-Json -InputObject $report -Depth 8
# Plain letters only, so that no code page on the way can change the text.
[regex]::Replace($json, '[^\x20-\x7e\r\n]', { param($letter) '\u{0:x4}' -f [int][char]$letter.Value })
