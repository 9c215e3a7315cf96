use super::*;

#[test]
fn only_a_reflexive_candidate_over_udp_is_an_answer() {
    let host = "candidate:3 1 udp 2122260223 0f3a.local 50000 typ host generation 0";
    let reflexive = "candidate:8 1 UDP 1686052607 203.0.113.9 50000 typ srflx raddr 0.0.0.0 rport 0";
    let tcp = "candidate:5 1 tcp 1518280447 0f3a.local 9 typ host tcptype active";
    assert_eq!(
        [host, reflexive, tcp, ""].map(sign),
        [Sign::Udp, Sign::Answer("203.0.113.9 50000".into()), Sign::Nothing, Sign::Nothing]
    );
}
