use super::{TABLE, Trace, trace};

#[test]
fn a_number_of_a_program_stands_in_one_row() {
    for row in &TABLE {
        for id in row.ids {
            let rows = TABLE.iter().filter(|other| other.programs == row.programs && other.ids.contains(id));
            assert_eq!(rows.count(), 1, "{id}");
            assert_eq!(trace(*id, |names| names == row.programs), Some(row.trace), "{id}");
            assert_eq!(trace(*id, |_| false), None, "{id} of another program");
        }
    }
    assert_eq!(trace(36880, |_| true), None, "a handshake that succeeded is no error");
}

#[test]
fn stages_come_in_the_order_of_an_attempt() {
    assert!(Trace::Arrived < Trace::Encryption && Trace::Encryption < Trace::Refused);
    assert!(Trace::Refused < Trace::SignedIn && Trace::SignedIn < Trace::Ended);
}
