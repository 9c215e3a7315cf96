use super::*;

#[test]
fn bytes_come_back_from_their_digits() {
    assert_eq!(print(&[0x00, 0x9f, 0xAB]), "009fab");
    assert_eq!(read("009faB"), Some([0x00, 0x9f, 0xab]));
    for wrong in ["", "00", "009fa", "009fab00", "+09fab", "009fag", "é09fa"] {
        assert_eq!(read::<3>(wrong), None, "{wrong}");
    }
}
